"""Other families go through a whole small grid: mT5 from text to text, BLOOM with adapters; checkpoints stay plain files."""

import pytest
import torch

from tests.training.grid_fixtures import grid, one_thread, quick_sync
from tests.training.small_grid import BASE, STEPS, location, run, study
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.recipe import Recipe
from xtreme_eval.experiment.stage import Adapter, single
from xtreme_eval.kinds.text_to_text import in_mode
from xtreme_eval.models.checkpoint import head_file
from xtreme_eval.scores.frame import read_scores
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.suite.trainable import trainable
from xtreme_eval.training.heads import starting_head

__all__ = ["grid", "one_thread", "quick_sync"]

ADAPTER = Adapter(rank=2, alpha=4)
WRITES = BASE.model_copy(update={"name": "writes", "family": "mt5", "mode": "text-to-text"})
ADAPTS = BASE.model_copy(update={"name": "adapts", "family": "bloom", "unread": ("Greek",)})
RECIPES = (
    Recipe(name="written", base=WRITES, stages=(single("mnli", STEPS),), control="written"),
    Recipe(
        name="adapted",
        base=ADAPTS,
        stages=(single("mnli", STEPS).model_copy(update={"adapter": ADAPTER}),),
        control="adapted",
        target_adapter=ADAPTER,
        target_rate=2.0,
    ),
)


@pytest.fixture(scope="module")
def ran(grid, tmp_path_factory):
    """The plan, its store and the manifests by title."""
    plan = make_plan(study(RECIPES, ("xnli", "tydiqa", "udpos")), Catalog(location(grid.data)))
    store = DirectoryStore(tmp_path_factory.mktemp("families") / "store")
    return plan, store, run(plan, grid.data, store)


def test_every_target_is_scored_or_a_hole_with_its_reason(ran):
    plan, store, manifests = ran
    holes = {(cell.cell.recipe.name, cell.cell.target): cell.hole for cell in plan.cells if cell.hole}
    assert holes == {("written", "udpos"): "writes is not trained on udpos: tagging is not done from text to text"}
    for cell in plan.cells:
        if not cell.hole:
            scores = read_scores(store.open_file(manifests[f"evaluate {cell.cell.title}"], "scores.parquet"))
            assert set(scores["language"]) == {"en", "qva", "qel"}
            assert scores["value"].notna().all()


def test_one_decoder_goes_on_from_task_to_task(ran):
    plan, store, _ = ran
    (job,) = [step.job for step in plan.trainings if step.job.title == "train written → xnli · seed 1"]
    checkpoint = checkpoint_of(job.parent, job.base, store)
    kind = in_mode(trainable("xnli").kind, "text-to-text", checkpoint.tokenizer)
    head = starting_head(job, "xnli", kind, checkpoint, store)
    from safetensors.torch import load_file

    before = load_file(store.open_file(store.find(job.parent), head_file(0)))
    assert before.keys() == head.state_dict().keys()
    assert all(torch.equal(before[name], weight) for name, weight in head.state_dict().items())


def test_adapters_leave_nothing_but_changed_weights(ran):
    plan, store, _ = ran
    jobs = [step.job for step in plan.trainings if step.job.base == ADAPTS]
    base, mnli, *targets = jobs
    assert {job.stage.adapter for job in (mnli, *targets)} == {ADAPTER}
    assert {job.stage.hyper.learning_rate for job in targets} == {2 * STEPS.learning_rate}
    weights = [checkpoint_of(job.key, job.base, store).encoder.state_dict() for job in (base, mnli)]
    assert weights[0].keys() == weights[1].keys()
    changed = {name for name in weights[0] if not torch.equal(weights[0][name], weights[1][name])}
    assert {name.split(".")[-2] for name in changed} == {"query_key_value"}
    assert not any("adapter" in name for job in jobs for name in store.find(job.key).files)
