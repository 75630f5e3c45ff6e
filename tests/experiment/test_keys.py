"""What is in a step's key, what is not, and a few keys that must stay as they are for ever."""

import hashlib

import pytest

from tests.experiment.made import FOLDER, HYPER, Known, alone, plan_of, study, target
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.recipe import BASELINE, Recipe, recipe
from xtreme_eval.experiment.stage import Ingredient, Sampler, Stage

OTHER = {
    "learning_rate": 2e-3,
    "epochs": 3.0,
    "extra_steps": 5,
    "batch_size": 16,
    "batch_tokens": 600,
    "max_length": 64,
    "stride": 32,
    "warmup": 0.2,
    "weight_decay": 0.01,
    "beta2": 0.98,
    "epsilon": 1e-6,
    "clip": 0.5,
    "examples": 100,
    "selections": 2,
    "selection_examples": 50,
    "numerics": "bf16-mixed",
}


def keys(plan):
    """The keys of base, intermediate stage, target stage and evaluation of a single cell."""
    (cell,) = plan.cells
    return (*cell.trainings, cell.evaluation)


def of(hyper=HYPER, *, known=None, **settings):
    return keys(plan_of(alone("mnli", hyper), known=known, **settings))


def test_every_hyperparameter_has_another_value_to_try():
    assert set(OTHER) == set(Hyper.model_fields) - {"steps"}


@pytest.mark.parametrize("field", [*OTHER, "steps"])
def test_every_hyperparameter_of_a_stage_changes_its_key_and_all_that_descend_from_it(field):
    budget = {"epochs": None, "steps": 7} if field == "steps" else {field: OTHER[field]}
    base, mnli, xnli, evaluation = of(Hyper(**{**HYPER.model_dump(), **budget}))
    usual = of()
    assert base == usual[0]
    assert not {mnli, xnli, evaluation} & set(usual)


@pytest.mark.parametrize("field", OTHER)
def test_a_hyperparameter_at_its_default_is_as_if_it_were_not_named(field):
    default = Hyper.model_fields[field].default
    if field not in {"learning_rate", "epochs"}:
        assert of(Hyper(learning_rate=1e-3, epochs=2, **{field: default})) == of()


def test_a_targets_hyperparameters_leave_the_intermediate_stage_alone():
    changed = keys(plan_of(alone("mnli"), hyper=Hyper(learning_rate=5e-4, epochs=2)))
    assert changed[:2] == of()[:2]
    assert not set(changed[2:]) & set(of())


def test_lengths_of_evaluation_change_the_evaluation_only():
    made = study(alone("mnli"))
    longer = made.model_copy(update={"targets": (target("xnli").model_copy(update={"lengths": Lengths(max_length=256)}),)})
    changed = keys(make_plan(longer, Known()))
    assert changed[:3] == of()[:3]
    assert changed[3] != of()[3]


def test_the_seed_changes_every_stage_and_not_the_base():
    changed = of(seeds=(2,))
    assert changed[0] == of()[0]
    assert not set(changed[1:]) & set(of())


@pytest.mark.parametrize(("what", "first"), [("base", 0), ("mnli", 1), ("xnli", 2), ("evaluate xnli", 3)])
def test_changed_data_changes_the_keys_of_what_descends_from_it_and_no_others(what, first):
    changed = of(known=Known(changed={what: {"fingerprint": "another"}}))
    assert changed[:first] == of()[:first]
    assert not set(changed[first:]) & set(of())


def test_weights_and_order_of_a_mixture_are_part_of_the_key():
    steps = Hyper(learning_rate=1e-3, steps=10)
    mixtures = [
        (Ingredient(task="mnli"), Ingredient(task="squad1")),
        (Ingredient(task="mnli", weight=2), Ingredient(task="squad1")),
        (Ingredient(task="squad1"), Ingredient(task="mnli")),
    ]
    found = {keys(plan_of(recipe(Stage(mixture=mixture, hyper=steps))))[1] for mixture in mixtures}
    assert len(found) == 3


MIXTURE = Stage(mixture=(Ingredient(task="mnli"), Ingredient(task="squad1")), hyper=HYPER)
OWN = {"batch_size": 8, "max_length": 64, "stride": 32, "weight": 2.0}


@pytest.mark.parametrize(
    "changes",
    [
        {"sampler": Sampler(rule="proportional")},
        {"sampler": Sampler(rule="uniform")},
        {"sampler": Sampler(rule="temperature", temperature=2)},
        {"sampler": Sampler(cap=2**17)},
        *({"mixture": (Ingredient(task="mnli", **{name: value}), MIXTURE.mixture[1])} for name, value in OWN.items()),
    ],
    ids=str,
)
def test_whatever_else_a_mixture_declares_changes_its_key_unless_it_is_the_default(changes):
    changed, usual = (keys(plan_of(recipe(stage))) for stage in (MIXTURE.model_copy(update=changes), MIXTURE))
    assert changed[0] == usual[0]
    assert not set(changed[1:]) & set(usual)


def test_every_field_of_an_ingredient_but_its_name_and_whether_it_is_optional_has_another_value_to_try():
    assert set(Ingredient.model_fields) == {*OWN, "task", "optional"}


def test_a_head_that_is_kept_changes_the_key():
    fresh, kept = (MIXTURE.model_copy(update={"keeps_head": keeps}) for keeps in (False, True))
    assert keys(plan_of(recipe(MIXTURE, fresh)))[2] != keys(plan_of(recipe(MIXTURE, kept)))[2]


def test_names_and_titles_are_no_part_of_any_key():
    made = study(alone("mnli"))
    renamed = made.model_copy(
        update={
            "name": "other",
            "title": "Other",
            "label": "other",
            "world": 7,
            "recipes": (Recipe(name="x", stages=made.recipes[0].stages),),
        }
    )
    assert keys(make_plan(renamed, Known())) == of()


def test_what_else_is_in_the_grid_is_no_part_of_a_key():
    plan = plan_of(BASELINE, alone("squad1"), alone("mnli"), targets=("tydiqa", "xnli"), seeds=(3, 1))
    (cell,) = [one for one in plan.cells if (one.cell.recipe.name, one.cell.target, one.cell.seed) == ("mnli", "xnli", 1)]
    assert (*cell.trainings, cell.evaluation) == of()


def test_which_languages_are_evaluated_changes_no_training():
    narrowed = keys(make_plan(study(alone("mnli")).narrowed(languages=["de"]), Known()))
    assert narrowed[:3] == of()[:3]
    assert narrowed[3] != of()[3]


def test_rows_of_another_benchmark_or_target_are_another_evaluation():
    class Alike(Known):
        def evaluation(self, target, languages):
            return {"files": "the same"}

    made = study(targets=("bucc", "tatoeba"))
    first, second = (cell.evaluation for cell in make_plan(made, Alike()).cells)
    assert first != second
    elsewhere = made.model_copy(update={"benchmark": "sample"})
    assert {cell.evaluation for cell in make_plan(elsewhere, Alike()).cells}.isdisjoint({first, second})


def test_where_a_folder_lies_is_no_part_of_a_key():
    there = FOLDER.model_copy(update={"path": "elsewhere"})
    assert of(base=FOLDER) == of(base=there)


def test_a_key_is_the_hash_of_what_made_it_as_canonical_json():
    base, mnli, xnli, evaluation = of()
    hyper = '{"epochs":2.0,"learning_rate":0.001}'
    contents = (
        '{"base":{"model":"tiny"}}',
        f'{{"parent":"{base}","seed":1,"stage":{{"hyper":{hyper},"tasks":[[{{"data":"mnli"}},1.0]]}}}}',
        f'{{"parent":"{mnli}","seed":1,"stage":{{"hyper":{hyper},"tasks":[[{{"data":"xnli"}},1.0]]}}}}',
        f'{{"benchmark":"xtreme","checkpoint":"{xnli}","evaluation":{{"files":["en","de"],"of":"xnli"}},"lengths":{{}},"target":"xnli"}}',
    )
    assert (base, mnli, xnli, evaluation) == tuple(hashlib.sha256(content.encode()).hexdigest() for content in contents)


def test_keys_that_were_once_given_out_stay_valid():
    """A change here makes stored artifacts unfindable.

    A new field needs a default that leaves these keys alone, a change of meaning a higher `version` of its kind.
    """
    assert of() == (
        "9dbb6e0b407eb86b8f29fbc4d3e05012b16afdf35389d136a150ba8e5be18cda",
        "60db331e9a2cc89fa6b0e1187924b575c8c58d5847ecc8664e7252c990d77156",
        "83dd256e8700353f16e88e2d6beef099851f560bc5c0f41f65f1563069201a7b",
        "81cc4f4c7a434ea1b3eacc9f365b2e1476a4650bc0a886067fd00aefd23e6e21",
    )
    steps = Hyper(learning_rate=1e-3, steps=9)
    mixture = recipe(Stage(mixture=(Ingredient(task="mnli", weight=3), Ingredient(task="squad1")), hyper=steps))
    assert keys(plan_of(mixture, targets=("tatoeba",), base=FOLDER, seeds=(2,))) == (
        "05aca986c8c1627a6e8c8dde286809b430b99bf0900dd57960cd44ee147dc230",
        "a1d19b932e184102ca26b40901748fc767c40aac8165b935aee4814b687c943b",
    )
    sampled = Stage(
        mixture=(Ingredient(task="mnli", batch_size=24), Ingredient(task="squad1", max_length=384)),
        hyper=HYPER,
        sampler=Sampler(rule="proportional", cap=2**17),
    )
    kept = Stage(mixture=(Ingredient(task="squad1"),), hyper=HYPER, keeps_head=True)
    assert keys(plan_of(recipe(sampled, kept), targets=("tatoeba",), base=FOLDER)) == (
        "69b67f04aa782c80637730fe0af5a440cbb8a617ef423e3ae62025a3bd2f9811",
        "7db626f139dd7a2e9057616d2beb99edd4a642a6b5cc4e8bae9a5b6e577b920a",
        "7f6f4d44ee064333b9b9e945c0542043b66d778d6a47448f4d530804fc116c0e",
    )
