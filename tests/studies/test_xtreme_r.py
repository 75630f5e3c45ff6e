"""The study of XTREME-R: what its protocol trains, and what its cells share."""

from xtreme_eval.experiment.base import HubBase
from xtreme_eval.experiment.plan import Plan, make_plan
from xtreme_eval.studies.xtreme_r import STUDY
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import XTREME_R

BASE = HubBase(name="xlm-r", id="FacebookAI/xlm-roberta-large", revision="c23d21b0620b635a76227c604d44e43a9f0ee389")


class Declared:
    """Identities without files: every task is there, and SQuAD's are one."""

    def base(self, base):
        return {"base": base.name}

    def training(self, task):
        return {"task": {"mlqa": "squad", "xquad": "squad"}.get(task, task)}

    def evaluation(self, target, languages):
        return {"target": target, "languages": list(languages)}

    def unsuited(self, base, task):
        return ""

    def languages(self, benchmark, target):
        return registry.target(target).languages[benchmark]


def planned(**chosen) -> Plan:
    return make_plan(STUDY.model_copy(update={"base": BASE}).narrowed(seeds=[1], **chosen), Declared())


def test_it_has_the_ten_targets_the_english_tasks_and_three_seeds():
    assert tuple(target.name for target in STUDY.targets) == XTREME_R.targets
    names = [recipe.name for recipe in STUDY.recipes]
    assert names[0] == "baseline"
    assert {"mnli", "squad1", "hellaswag", "cosmosqa", "commonsenseqa", "siqa"} <= set(names)
    assert not {"mlm", "mnli_translated"} & set(names)
    assert STUDY.seeds == (1, 2, 3)
    assert STUDY.base is None


def test_xcopa_is_trained_on_social_iqa_and_then_on_copa_with_the_same_head():
    xcopa = next(target for target in STUDY.targets if target.name == "xcopa")
    assert [(stage.name, stage.keeps_head, stage.hyper.epochs) for stage in xcopa.stages] == [
        ("siqa", False, 5),
        ("xcopa", True, 5),
    ]
    assert all(stage.hyper.learning_rate == 3e-5 and stage.hyper.batch_size == 32 for stage in xcopa.stages)


def test_tatoeba_is_searched_with_xquads_own_checkpoint():
    plan = planned(recipes=["baseline"], targets=["xquad", "mlqa", "tatoeba"])
    assert len(plan.trainings) == 1
    jobs = {step.job.target: step.job for step in plan.evaluations}
    assert jobs["tatoeba"].checkpoint == jobs["xquad"].checkpoint
    assert len(jobs["tatoeba"].languages) == 41
    assert (jobs["xquad"].trained, jobs["tatoeba"].trained) == (True, False)


def test_a_baseline_column_is_nine_trainings():
    plan = planned(recipes=["baseline"])
    assert len(plan.trainings) == 9  # XQuAD, MLQA and Tatoeba share one; Social IQa is one more
    assert len(plan.evaluations) == 10
