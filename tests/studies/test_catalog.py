"""What the plan knows of files: a changed byte gives new keys to exactly what descends from it."""

import shutil

import pytest

from tests.training.small_grid import BASE, MIXTURE, location, study, write_small_world
from xtreme_eval.errors import DataError, MissingFileError, SpecificationError
from xtreme_eval.experiment.base import HubBase
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.store.checkout import checked_out
from xtreme_eval.studies.catalog import Catalog, folder_fingerprint

STUDY = study((BASELINE, MIXTURE))
MIXED = "mnli+squad1"
EVERYTHING = "everything"
ON_MIXTURE = {
    f"train {MIXED} · seed 1",
    *(f"train {MIXED} → {target} · seed 1" for target in ("xnli", "udpos", "xquad", "tydiqa")),
    *(f"evaluate {MIXED} → {target} · seed 1" for target in ("xnli", "udpos", "xquad", "mlqa", "tydiqa", "bucc", "tatoeba")),
}


def evaluations(target):
    return {f"evaluate {recipe} → {target} · seed 1" for recipe in ("baseline", MIXED)}


def trainings(target):
    return {f"train {target} · seed 1", f"train {MIXED} → {target} · seed 1"}


DESCENDS = {
    "text/mixed.txt": EVERYTHING,
    "vocabulary.json": EVERYTHING,
    "tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json": trainings("tydiqa") | evaluations("tydiqa"),
    "tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.qva.dev.json": evaluations("tydiqa"),
    "udpos/train-en.tsv": trainings("udpos") | evaluations("udpos"),
    "xnli/dev-en.tsv": trainings("xnli") | evaluations("xnli"),
    "xnli/test-qel.tsv": evaluations("xnli"),
    "squad/dev-v1.1.json": ON_MIXTURE
    | {"train xquad · seed 1", *(f"evaluate baseline → {target} · seed 1" for target in ("xquad", "mlqa"))},
    "bucc2018/qva-en.dev.gold": evaluations("bucc"),
    "tatoeba/v1/tatoeba.qel-eng.eng": evaluations("tatoeba"),
    "xnli/test-qzu.tsv": set(),  # a language that this study does not evaluate
    "commonsenseqa/train_rand_split.jsonl": set(),  # a task that it does not train
    "README.md": set(),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A data folder of this module's own."""
    return write_small_world(tmp_path_factory.mktemp("catalog") / "data")


def keys(data, of=STUDY):
    return {step.job.title: key for key, step in make_plan(of, Catalog(location(data))).steps.items()}


def test_the_same_files_elsewhere_give_the_same_keys(world, tmp_path):
    shutil.copytree(world, tmp_path / "copy")
    assert keys(world) == keys(tmp_path / "copy")


@pytest.mark.parametrize("name", DESCENDS)
def test_a_changed_byte_changes_the_keys_of_what_descends_from_it(world, name):
    before, path = keys(world), world / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"a", b"o", 1))
    try:
        after = keys(world)
    finally:
        path.write_bytes(content)
    changed = {title for title in before if after[title] != before[title]}
    assert changed == (set(before) if DESCENDS[name] == EVERYTHING else DESCENDS[name])
    assert keys(world) == before


def test_a_missing_training_file_makes_holes_that_name_it_and_leaves_the_rest(world, tmp_path):
    shutil.copytree(world, tmp_path / "copy")
    (tmp_path / "copy" / "squad" / "train-v1.1.json").unlink()
    plan = make_plan(STUDY, Catalog(location(tmp_path / "copy")))
    for cell in plan.cells:
        lacks = cell.cell.recipe.name == MIXED or cell.cell.target in {"xquad", "mlqa"}
        assert bool(cell.hole) == lacks
        assert not lacks or "squad/train-v1.1.json: there is no such file" in cell.hole
    whole = keys(world)
    assert {step.job.title: key for key, step in plan.steps.items()}.items() <= whole.items()


def test_a_file_that_appears_later_makes_the_evaluation_due_again(world, tmp_path):
    shutil.copytree(world, tmp_path / "copy")
    (tmp_path / "copy" / "xnli" / "test-qva.tsv").unlink()
    before, after = keys(tmp_path / "copy"), keys(world)
    assert {title for title in after if before[title] != after[title]} == evaluations("xnli")


def test_a_base_without_text_is_refused(world, tmp_path):
    lacking = location(world).model_copy(update={"text": str(tmp_path)})
    with pytest.raises(MissingFileError, match=r"no \.txt file"):
        make_plan(STUDY, Catalog(lacking))


def test_a_target_that_is_not_trained_cannot_be_a_stage(world):
    with pytest.raises(SpecificationError, match="bucc has no training set"):
        Catalog(location(world)).training("bucc")


def test_a_bases_name_is_no_part_of_its_identity_and_all_else_is(world):
    catalog = Catalog(location(world))
    assert catalog.base(BASE) == catalog.base(BASE.model_copy(update={"name": "another"}))
    for change in ({"layers": 3}, {"hidden": 64}, {"masking": 0.3}, {"seed": 1}, {"pretraining": None}, {"vocabulary": "bpe"}):
        assert catalog.base(BASE) != catalog.base(BASE.model_copy(update=change))


def test_a_hub_model_is_known_by_its_commit(world):
    catalog = Catalog(location(world))
    one, other = (HubBase(name="x", id="organisation/model", revision=digit * 40) for digit in "ab")
    assert catalog.base(one) == {"id": "organisation/model", "revision": "a" * 40}
    assert catalog.base(one) != catalog.base(other)


def test_evaluating_costs_its_files_bytes_and_training_its_training_files(world):
    catalog = Catalog(location(world))
    assert catalog.file_size("xnli") == (world / "xnli" / "train-en.tsv").stat().st_size
    assert catalog.file_size("evaluate:tatoeba") == sum(path.stat().st_size for path in (world / "tatoeba").rglob("tatoeba.*"))
    (sizes,) = {catalog.file_size("xquad"), catalog.file_size("mlqa"), catalog.file_size("squad1")}
    assert sizes > 0


@pytest.fixture
def folder(grid, tmp_path):
    """The base of the small grid as a folder of one's own."""
    with checked_out(grid.store, grid.manifests["base tiny-small"]) as files:
        shutil.copytree(files, tmp_path / "model")
    (tmp_path / "model" / "head-0.safetensors").unlink()
    return tmp_path / "model"


def test_a_folders_fingerprint_is_the_hash_of_each_file_that_matters(folder):
    before = folder_fingerprint(folder)
    assert set(before) == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    (folder / "README.md").write_text("a note")
    assert folder_fingerprint(folder) == before
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert {name for name, digest in folder_fingerprint(folder).items() if digest != before[name]} == {"model.safetensors"}


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_is_refused_by_name(folder, name):
    (folder / name).unlink()
    with pytest.raises(MissingFileError, match=name.replace(".", r"\.")):
        folder_fingerprint(folder)


def test_a_folder_with_only_pickled_weights_is_refused(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(DataError, match=r"only pickled weights \(pytorch_model\.bin\).*Save the model as safetensors"):
        folder_fingerprint(folder)
    (folder / "pytorch_model.bin").unlink()
    with pytest.raises(DataError, match="no weights"):
        folder_fingerprint(folder)
