"""What a snapshot costs: how long it holds a training up, how long another thread writes it, its bytes; and what resuming takes.

`LARGE` in the environment asks for the shape of XLM-R Large too: 16 GiB of memory and 18 GB of disk.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from tests.kinds import made
from tests.training.toys import CLASSES, HYPER, PAIRS, part
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.models.encoder import Encoder
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.training.loop import train
from xtreme_eval.training.optimizer import adamw
from xtreme_eval.training.progress import Progress, Run
from xtreme_eval.training.resume import TimedSnapshots
from xtreme_eval.training.stop import Stop

SAMPLE = {"vocab_size": 1500, "hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 384}
XLMR_LARGE = {
    "vocab_size": 250_002,
    "hidden_size": 1024,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "intermediate_size": 4096,
}
"""The config.json of FacebookAI/xlm-roberta-large (and 514 positions, as in the smaller one)."""
INTERVAL = 60 * Location.model_fields["snapshot_minutes"].default
OFTEN = 0.5
"""Seconds between two snapshots where a training with them is compared to one without."""


def snapshots() -> dict[str, Any]:
    """One snapshot of each shape; the sample study's shape also in a training that makes one every half second."""
    shapes = {"sample": SAMPLE} | ({"XLM-R Large": XLMR_LARGE} if "LARGE" in os.environ else {})
    figures: dict[str, Any] = {}
    for name, shape in shapes.items():
        figures |= {f"snapshots, {name}: {what}": value for what, value in _one(shape).items()}
    slowed = _slowed()
    return figures | {
        f"snapshots, sample: training slowed by one every {OFTEN} s, %": round(100 * slowed, 1),
        f"snapshots, sample: at the default interval of {INTERVAL:.0f} s, % (goal 3)": round(100 * slowed * OFTEN / INTERVAL, 3),
    }


class _Timed(TimedSnapshots):
    """Notes how long the training is held up, and how long the writing takes until it ends."""

    def _begin(self) -> None:
        started = time.perf_counter()
        super()._begin()
        self.held = [*getattr(self, "held", ()), time.perf_counter() - started]


def _one(shape: dict[str, int]) -> dict[str, float]:
    """A snapshot of a model with AdamW's states and a best copy, and its resumption."""
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    encoder = _encoder(shape)
    now = Progress(
        run=Run(steps=2, best_step=1), optimizer=adamw([encoder], Hyper(learning_rate=1e-5, steps=2)), micros=[], noise=_noise()
    )
    for group in now.optimizer.param_groups:
        for weight in group["params"]:
            state = {name: torch.full_like(weight, 0.5) for name in ("exp_avg", "exp_avg_sq")}
            now.optimizer.state[weight] = {"step": torch.tensor(1.0), **state}
    now.best = 50.0, [{name: weight.detach().clone() for name, weight in encoder.state_dict().items()}]
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "out") as folder:
        place, hour = DirectoryStore(folder).snapshots("k1"), [0.0]
        kept = _Timed(place, interval=INTERVAL, stop=Stop(), clock=lambda: hour[0])
        kept.resume(now, [encoder], "plan")
        hour[0] = INTERVAL / 2
        beside = [_seconds_beside(kept)]
        for now.done in (1, 2):
            hour[0] += INTERVAL
            beside.append(_seconds_beside(kept))
        size = sum(file.size for file in kept._latest.files.values())
        now.best = None
        started = time.perf_counter()
        TimedSnapshots(place, interval=INTERVAL, stop=Stop()).resume(now, [encoder], "plan")
        resuming = time.perf_counter() - started
    assert now.run.resumed == [2]
    return {
        "parameters, M": round(sum(weight.numel() for weight in encoder.parameters()) / 1e6, 1),
        "MB": round(size / 1e6, 1),
        "training held up by the first, s": round(kept.held[0], 3),
        "training held up by each other, s": round(kept.held[1], 3),
        "held up at the default interval, % (goal 3)": round(100 * kept.held[1] / INTERVAL, 4),
        "memory for the first made beside it, s": round(beside[0], 2),
        "written beside it, s": round(beside[-1], 2),
        "verified and resumed, s": round(resuming, 2),
    }


def _seconds_beside(kept: TimedSnapshots) -> float:
    """End what changes the state, and wait for what another thread does then."""
    with kept.whole():
        pass
    started = time.perf_counter()
    kept._wait()
    return time.perf_counter() - started


def _slowed() -> float:
    """The share by which a training takes longer with a snapshot every OFTEN seconds, on one thread as in a worker."""
    torch.set_num_threads(1)
    seconds = []
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "out") as folder:
        for turn, interval in enumerate((1e9, OFTEN) * 3):
            kept = TimedSnapshots(DirectoryStore(folder).snapshots(f"k{turn}"), interval=interval, stop=Stop())
            seconds.append(_train(kept))
            kept.forget()
    return min(seconds[1::2]) / min(seconds[::2]) - 1


def _train(kept: TimedSnapshots) -> float:
    tokenizer = made.tokenizer()
    checkpoint = Checkpoint(
        encoder=_encoder({**SAMPLE, "vocab_size": max(SAMPLE["vocab_size"], len(tokenizer))}), tokenizer=tokenizer
    )
    hyper = HYPER.model_copy(update={"steps": 300, "batch_size": 32})
    started = time.perf_counter()
    train(
        checkpoint,
        [part(CLASSES, PAIRS, checkpoint, hyper)],
        hyper,
        seed=1,
        device="cpu",
        select=None,
        report=lambda *_: None,
        snapshots=kept,
    )
    return time.perf_counter() - started


def _encoder(shape: dict[str, int]) -> Encoder:
    from transformers import XLMRobertaConfig, XLMRobertaModel

    with torch.device("meta"):
        model = XLMRobertaModel(XLMRobertaConfig(**shape, max_position_embeddings=514, type_vocab_size=1), add_pooling_layer=False)
    model.to_empty(device="cpu")
    torch.manual_seed(1)
    for weight in model.parameters():
        weight.data.uniform_(-0.02, 0.02)
    model.embeddings.position_ids = torch.arange(514).expand((1, -1))
    model.embeddings.token_type_ids = torch.zeros((1, 514), dtype=torch.long)
    return Encoder(model)


def _noise() -> torch.Generator:
    return torch.Generator().manual_seed(1)
