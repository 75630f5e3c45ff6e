"""The training loop: it learns, it repeats itself exactly, and it keeps the weights that dev liked best."""

import json
import math
from dataclasses import dataclass

import pytest
import torch

from tests.kinds import made
from tests.training.toys import CLASSES, HYPER, PAIRS, SENTENCES, TAGS, identical, part, trained
from xtreme_eval.data.records import TextRecord
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.kinds.kind import score
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.training.loop import steps_of, train


def hyper(**settings):
    return HYPER.model_copy(update=settings)


def dev_score(kind, records, found, head=0):
    found.checkpoint.encoder.eval()
    features = kind.features(records, found.checkpoint.tokenizer, HYPER.lengths)
    scores = outputs(found.checkpoint, kind, found.heads[head].eval(), features, "cpu")
    return score(kind, kind.measure(records, kind.decode(records, features, scores), "en"))


def test_a_task_is_learned_and_holds_for_sentences_that_were_not_trained_on():
    found = trained((CLASSES, PAIRS[::2]))
    losses = [loss for _, loss in found.run.losses]
    assert sum(losses[:5]) / 5 > 0.4
    assert sum(losses[-5:]) / 5 < 0.1
    assert dev_score(CLASSES, PAIRS[1::2], found) == 100


def test_a_mixture_of_two_kinds_is_learned_by_one_encoder():
    found = trained((CLASSES, PAIRS), (TAGS, SENTENCES), hyper=hyper(steps=120))
    assert dev_score(CLASSES, PAIRS, found, 0) == 100
    assert dev_score(TAGS, SENTENCES, found, 1) == 100


def test_masked_words_are_learned_better_than_by_frequency():
    found = trained((MaskedLM(rate=0.3), [TextRecord(text=pair.first) for pair in PAIRS]), hyper=hyper(steps=100))
    losses = [loss for _, loss in found.run.losses]
    assert losses[0] > 4
    assert sum(losses[-10:]) / 10 < 2.2


@pytest.mark.parametrize(
    "tasks",
    [((CLASSES, PAIRS),), ((CLASSES, PAIRS), (TAGS, SENTENCES)), ((MaskedLM(), [TextRecord(text=pair.first) for pair in PAIRS]),)],
    ids=["one task", "a mixture", "masked words"],
)
def test_the_same_seed_gives_the_same_weights_bit_for_bit(tasks):
    one, again, other = (trained(*tasks, hyper=hyper(steps=12), seed=seed) for seed in (1, 1, 2))
    assert identical(one, again)
    assert one.run.losses == again.run.losses
    assert not identical(one, other)


@pytest.mark.parametrize("drawn", [0, 1000])
def test_what_torch_drew_before_changes_nothing(drawn):
    def run(before):
        checkpoint = made.checkpoint()
        for module in checkpoint.encoder.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.1
        torch.manual_seed(1)
        parts = [part(CLASSES, PAIRS, checkpoint)]
        torch.rand(before)
        train(checkpoint, parts, hyper(steps=5), seed=1, device="cpu", select=None, report=lambda *_: None)
        return checkpoint.encoder.word_embeddings.weight

    assert torch.equal(run(17), run(drawn))


def test_masks_are_drawn_from_the_stages_seed(monkeypatch):
    seeds, corrupt = [], MaskedLM.corrupt

    def seen(self, ids, mask, tokenizer, generator):
        seeds.append(generator.initial_seed())
        return corrupt(self, ids, mask, tokenizer, generator)

    monkeypatch.setattr(MaskedLM, "corrupt", seen)
    for seed in (1, 2):
        trained((MaskedLM(), [TextRecord(text=pair.first) for pair in PAIRS]), hyper=hyper(steps=1), seed=seed)
    assert seeds == [1, 2]


@dataclass
class Judge:
    """A dev set that gives the scores it is told to, and remembers the weights it saw."""

    scores: list
    checkpoint: object = None

    def __post_init__(self):
        self.checkpoint, self.seen, self.training = made.checkpoint(), [], []

    def __call__(self):
        self.training.append(self.checkpoint.encoder.training)
        self.seen.append({name: weight.clone() for name, weight in self.checkpoint.encoder.state_dict().items()})
        return self.scores[len(self.seen) - 1]


@pytest.mark.parametrize(
    ("scores", "best"), [([1, 5, 3, 2], 1), ([1, 5, 5, 2], 1), ([1, 2, 3, 4], 3), ([4, 4, 4, 4], 0), ([9, 1, 1, 1], 0)]
)
def test_the_weights_that_scored_best_are_kept_the_earlier_ones_at_a_tie(scores, best):
    judge = Judge(scores)
    found = trained(hyper=hyper(steps=12, selections=4), select=judge, checkpoint=judge.checkpoint)
    kept = found.checkpoint.encoder.state_dict()
    assert [all(torch.equal(kept[name], seen[name]) for name in kept) for seen in judge.seen] == [n == best for n in range(4)]
    assert found.run.best_step == 3 * (best + 1)
    assert found.run.selections == [(3 * (n + 1), value) for n, value in enumerate(scores)]


def test_heads_are_restored_with_their_encoder():
    judge = Judge([5, 1])
    found = trained(hyper=hyper(steps=8, selections=2), select=judge, checkpoint=judge.checkpoint)
    shorter = trained(hyper=hyper(steps=8, selections=2), select=Judge([1, 5]))
    assert not torch.equal(found.heads[0].out.weight, shorter.heads[0].out.weight)


def test_dev_is_scored_in_evaluation_mode_and_training_goes_on_in_training_mode():
    judge = Judge([1, 2])
    found = trained(hyper=hyper(steps=4, selections=2), select=judge, checkpoint=judge.checkpoint)
    assert judge.training == [False, False]
    assert found.checkpoint.encoder.training


def test_scoring_dev_does_not_change_the_training():
    judge = Judge([1, 2, 3, 4])
    with_dev = trained(hyper=hyper(steps=12, selections=4), select=judge, checkpoint=judge.checkpoint)
    assert identical(with_dev, trained(hyper=hyper(steps=12)))


@pytest.mark.parametrize(
    ("steps", "selections", "marks"), [(10, 4, [2, 5, 8, 10]), (3, 4, [1, 2, 3]), (1, 4, [1]), (100, 1, [100])]
)
def test_dev_is_scored_at_even_distances_and_at_the_end(steps, selections, marks):
    judge = Judge([1] * selections)
    found = trained(hyper=hyper(steps=steps, selections=selections), select=judge, checkpoint=judge.checkpoint)
    assert [step for step, _ in found.run.selections] == marks


def test_without_selections_the_last_weights_are_kept():
    judge = Judge([])
    assert trained(hyper=hyper(steps=4), select=judge, checkpoint=judge.checkpoint).run.best_step == 4
    assert judge.seen == []


def test_progress_is_reported_to_the_end():
    reports = []
    trained(hyper=hyper(steps=7), report=lambda *values: reports.append(values))
    assert [done for done, _, _ in reports] == list(range(1, 8))
    assert {steps for _, steps, _ in reports} == {7}
    assert all(math.isfinite(loss) for _, _, loss in reports)


def test_what_was_computed_is_counted():
    run = trained(hyper=hyper(steps=4)).run  # one epoch: 32 pairs in batches of 8
    features = CLASSES.features(PAIRS, made.tokenizer(), HYPER.lengths)
    assert run.examples == 32
    assert run.tokens_real == sum(feature.length for feature in features)
    assert run.tokens_real <= run.tokens_computed <= 1.1 * run.tokens_real


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({"epochs": 1.0}, 4),
        ({"epochs": 2.5}, 10),
        ({"epochs": 0.01}, 1),
        ({"epochs": 1.0, "batch_size": 30}, 2),
        ({"steps": 7}, 7),
        ({"steps": 7, "extra_steps": 3}, 10),
        ({"epochs": 1.0, "extra_steps": 3}, 7),
    ],
)
def test_epochs_are_turned_into_optimizer_steps(settings, steps):
    checkpoint = made.checkpoint()
    asked = Hyper(**{"learning_rate": 1e-3, "batch_size": 8, **settings})
    assert steps_of([part(CLASSES, PAIRS, checkpoint, asked)], asked) == steps


def test_epochs_of_a_mixture_count_all_its_tasks():
    checkpoint = made.checkpoint()
    parts = [part(CLASSES, PAIRS, checkpoint), part(TAGS, SENTENCES[:20], checkpoint)]
    assert steps_of(parts, Hyper(learning_rate=1e-3, epochs=3, batch_size=8)) == 3 * (4 + 3)


def test_nothing_to_train_on_is_not_waited_for():
    with pytest.raises(AssertionError, match="nothing to train on"):
        trained((CLASSES, []))


def test_half_precision_learns_as_well():
    found = trained((CLASSES, PAIRS), hyper=hyper(numerics="bf16-mixed"))
    assert dev_score(CLASSES, PAIRS, found) == 100
    assert {weight.dtype for weight in found.weights.values()} <= {torch.float32, torch.int64}
    assert not identical(found, trained((CLASSES, PAIRS)))


def test_gradients_are_clipped_to_the_declared_norm():
    start = made.checkpoint().encoder.state_dict()

    def moved(clip):
        found = trained(hyper=hyper(steps=1, warmup=0, clip=clip, epsilon=1.0)).checkpoint.encoder.state_dict()
        return max(float((found[name] - start[name]).abs().max()) for name in start)

    assert moved(1e-6) < 1e-7 < moved(1.0)


class Diverging(Classification):
    """A kind whose loss is no number from the fifth batch on."""

    losses = 0

    def loss(self, head, hidden, mask, targets):
        Diverging.losses += 1
        return super().loss(head, hidden, mask, targets) * (1 if Diverging.losses < 5 else math.nan)


def test_a_loss_that_is_no_number_is_recorded_as_none_and_the_run_ends_normally():
    Diverging.losses = 0
    run = trained((Diverging(labels=CLASSES.labels), PAIRS), hyper=hyper(steps=8)).run
    assert [loss is None for _, loss in run.losses] == [False] * 4 + [True] * 4
    assert json.loads(json.dumps(run.losses, allow_nan=False))


def test_weights_from_before_a_divergence_are_kept_where_dev_liked_them():
    Diverging.losses = 0
    judge = Judge([7, 1])
    kind = Diverging(labels=CLASSES.labels)
    found = trained((kind, PAIRS), hyper=hyper(steps=8, selections=2), select=judge, checkpoint=judge.checkpoint)
    assert found.run.best_step == 4
    assert all(torch.isfinite(weight).all() for weight in found.weights.values())
