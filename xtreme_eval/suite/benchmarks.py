"""The benchmarks: which targets each has, in the order of its table."""

from dataclasses import dataclass

from xtreme_eval.errors import UnknownNameError

_NINE = ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc", "tatoeba")


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """A set of target tasks with one table. The overall score is the unweighted mean of the task scores.

    Attributes:
        name: as in `TargetTask.languages` and in score rows.
        title: as papers write it.
        label: what stands above its tables.
        targets: in the order of the table's columns.
    """

    name: str
    title: str
    label: str
    targets: tuple[str, ...]


XTREME = Benchmark(name="xtreme", title="XTREME", label="XTREME (Hu et al. 2020)", targets=_NINE)
SAMPLE = Benchmark(name="sample", title="generated sample world", label="generated sample world", targets=_NINE)
BENCHMARKS = (XTREME, SAMPLE)


def benchmark(name: str) -> Benchmark:
    """The benchmark of this name.

    Raises:
        UnknownNameError: there is none.
    """
    for found in BENCHMARKS:
        if found.name == name:
            return found
    raise UnknownNameError("benchmark", name, [found.name for found in BENCHMARKS])
