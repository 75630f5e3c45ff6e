"""What a task declares: one file of the suite is one of these values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xtreme_eval.data.files import Files, TrainingSet
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.kind import Kind
from xtreme_eval.suite.taxonomy import Taxonomy

Split = Literal["dev", "test"]


@dataclass(frozen=True, kw_only=True)
class IntermediateTask:
    """An English task that is trained before the target.

    Attributes:
        name: lower-case, as in recipes and file names.
        title: as papers write it.
        train, dev: training set, and the English set that weights are selected on (None: it takes part in no selection).
        hyper: the published hyperparameters for XLM-R Large; `source` says where they come from.
        targets_own_data: targets whose training data are among this task's, also in translation: longer training, not transfer.
        train_examples: size of the published training set; 0 where unknown. Lists of tasks are in this order, largest first.
        licence: how to get the data where a user must supply them; a mixture goes on without such a task, and says so.
        taxonomy: what it is about; every task of the suite says so.
        notes: what a reader of a table must know.
    """

    name: str
    title: str
    kind: Kind
    train: TrainingSet
    dev: Files | None
    hyper: Hyper
    source: str
    targets_own_data: tuple[str, ...] = ()
    train_examples: int = 0
    licence: str = ""
    taxonomy: Taxonomy | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TargetTask:
    """A task of a benchmark: trained in English (unless `train` is None), evaluated in every language.

    Attributes:
        train, dev: English training set and the English set that weights are selected on; both None: no training of its own.
        before: benchmark name -> tasks that its protocol trains first, in order (XCOPA: Social IQa; Tatoeba in XTREME-R: SQuAD).
            A task of the same kind hands on its head as well.
        pool: what every language's queries are searched in, in all languages together, where a task has such a pool (LAReQA).
        evaluation: where each split lies; "{language}" and "{iso3}" in its paths. A benchmark whose only labelled set is its
            test set (XQuAD, TyDiQA, Tatoeba) declares no "dev"; the dev table then shows that set, marked.
        languages: benchmark name -> the languages it is evaluated in, English included where the benchmark does.
        train_examples: size of the published English training set; 0 where nothing is trained.
        taxonomy: what it is about; every task of the suite says so.
    """

    name: str
    title: str
    kind: Kind
    evaluation: Mapping[Split, Files]
    languages: Mapping[str, tuple[str, ...]]
    source: str
    train: TrainingSet | None = None
    dev: Files | None = None
    hyper: Hyper | None = None
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pool: Files | None = None
    train_examples: int = 0
    taxonomy: Taxonomy | None = None
    notes: tuple[str, ...] = ()
