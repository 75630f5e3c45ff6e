"""LAReQA: find the sentences of 11 languages that answer a question, in one pool (Roy et al. 2020, arXiv 2004.05484)."""

from dataclasses import replace

from xtreme_eval.data.files import Files, Reader, english
from xtreme_eval.data.readers.answer_sentences import answer_sentences
from xtreme_eval.data.readers.xquad_r_json import xquad_r_candidates, xquad_r_questions
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.dual_encoder import DualEncoder
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.squad_files import SQUAD_DEV, SQUAD_TRAIN, SQUAD_TRAIN_EXAMPLES
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy


def _by_sentence(squad: Files) -> Files:
    """SQuAD's files, in whatever form, as questions with the sentences that answer them."""
    return replace(squad, read=answer_sentences(squad.read), alternatives=tuple(map(_by_sentence, squad.alternatives)))


def _xquad_r(read: Reader) -> Files:
    return Files(layouts=(("lareqa/xquad-r/{language}.json",), ("xquad-r/{language}.json",)), read=read)


TASK = TargetTask(
    name="lareqa",
    title="LAReQA",
    kind=DualEncoder(query_length=96, candidate_length=256),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading", "search")),
    train=english(_by_sentence(SQUAD_TRAIN)),
    dev=_by_sentence(SQUAD_DEV),
    evaluation={"test": _xquad_r(xquad_r_questions)},
    pool=_xquad_r(xquad_r_candidates),
    languages={"xtreme-r": codes("ar de el en es hi ru th tr vi zh"), "sample-r": SAMPLE_LANGUAGES},
    hyper=Hyper(learning_rate=2e-5, epochs=3, batch_size=16, max_length=256, warmup=0.0),
    train_examples=SQUAD_TRAIN_EXAMPLES,
    source="rate, epochs, batch, lengths, texts, languages: the scripts of XTREME-R (Ruder et al. 2021, arXiv 2104.07412)",
    notes=(
        "mean average precision of the first 20 of one pool with the sentences of all languages",
        "a text's vector is its first token's last state; XTREME-R's script puts another layer on it",
        "a question's wrong answers in training are those of the whole batch of 16; in XTREME-R's script, of 4 at a time",
        "SQuAD's training passages are cut into sentences by this project's own rules, near those of the files it is scored on",
        "its passages come from SQuAD's dev set, which weights are selected on",
    ),
)
