"""The control for what intermediate stages cost: the baseline whose targets are trained for as many more steps."""

import pytest

from tests.experiment.made import alone, plan_of
from xtreme_eval.experiment.cost import BACKWARD, TYPICAL_LENGTH, estimated_tokens
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.recipe import BASELINE, Recipe
from xtreme_eval.key import identity

LONGER = Recipe(name="baseline+150", extra_target_steps=150)


def test_only_the_targets_own_training_is_longer():
    longer = Recipe(name="squad1+150", stages=alone("squad1").stages, extra_target_steps=150)
    base, squad1, xnli = plan_of(longer).trainings
    assert [step.job.stage.hyper.extra_steps for step in (squad1, xnli)] == [0, 150]
    assert xnli.job.title == "train squad1+150 → xnli and 150 more steps · seed 1"
    assert squad1.key in {step.key for step in plan_of(alone("squad1")).trainings}
    assert base.key in squad1.needs


def test_the_control_is_another_training_than_the_baselines():
    keys = {cell.trainings[-1] for cell in plan_of(BASELINE, LONGER).cells}
    assert len(keys) == 2


def test_a_target_that_is_not_trained_is_the_same_cell_in_both():
    both = plan_of(BASELINE, LONGER, targets=("tatoeba",)).cells
    assert both[0].evaluation == both[1].evaluation


def test_no_extra_steps_leave_no_trace_in_a_key():
    assert "extra_steps" not in identity(Hyper(learning_rate=1e-3, epochs=2))


@pytest.mark.parametrize("budget", [{"steps": 10}, {"epochs": 1}])
def test_extra_steps_cost_what_their_batches_hold(budget):
    def cost(**more):
        (_, job, _) = (
            step.job
            for step in plan_of(alone("mnli", Hyper(learning_rate=1e-3, **budget, **more)), targets=("bucc",)).steps.values()
        )
        return estimated_tokens(job, lambda name: 4000)

    assert cost(extra_steps=20) - cost() == pytest.approx(BACKWARD * 20 * 32 * TYPICAL_LENGTH)
