"""A training's state as tensors and plain facts, and back: after it, every further step is the one that would have been."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from xtreme_eval.training.gradients import MicroBatch
from xtreme_eval.training.progress import Modules, Progress, Run, Weights

Tensors = dict[str, torch.Tensor]
_OPTIMIZER = "optimizer-"
BEST = "best"


@dataclass(frozen=True, kw_only=True)
class State:
    """A copy of the state on the host: tensors by what they are ('weights', 'optimizer-exp_avg', …), and the rest as JSON."""

    done: int
    tensors: dict[str, Tensors]
    facts: dict[str, Any]


def captured(now: Progress, modules: Modules, room: Mapping[str, Tensors]) -> State:
    """Copy the state; the best weights, which never change in place, are shared.

    Args:
        now: with `modules`, what to copy.
        modules: encoder and heads.
        room: the tensors of an earlier copy that nobody needs any more. To write over gigabytes takes a fraction of the time
            that the system needs to hand out new ones.
    """
    live = live_tensors(now, modules)
    tensors = {part: {name: _copy(tensor, room.get(part, {}).get(name)) for name, tensor in live[part].items()} for part in live}
    tensors["random"] = _random(now, modules)
    if now.best is not None:
        tensors[BEST] = _named(now.best[1])
    run = {**asdict(now.run), "seconds": now.seconds}
    micros = [micro.features for micro in now.micros]
    return State(done=now.done, tensors=tensors, facts={"run": run, "micros": micros, "score": now.best[0] if now.best else None})


def live_tensors(now: Progress, modules: Modules) -> dict[str, Tensors]:
    """The weights and the optimizer's states themselves, by what they are; the latter from the first step on."""
    live = {"weights": _named([module.state_dict() for module in modules])}
    for index, state in now.optimizer.state_dict()["state"].items():
        for name, tensor in state.items():
            live.setdefault(f"{_OPTIMIZER}{name}", {})[str(index)] = tensor
    return live


def room_for(live: Mapping[str, Tensors]) -> dict[str, Tensors]:
    """Memory on the host for a copy, which the system has handed out: `torch.zeros` would only promise it."""
    return {
        part: {name: torch.empty(tensor.shape, dtype=tensor.dtype).fill_(0) for name, tensor in tensors.items()}
        for part, tensors in live.items()
    }


def restore(now: Progress, modules: Modules, done: int, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None:
    """Bring a training that has not begun to the state that was captured after `done` steps.

    Raises:
        SafetensorError: a file is not of that format; nothing has been changed.
    """
    from safetensors.torch import load_file

    tensors = {part: load_file(path) for part, path in files.items()}  # mapped: what is held on to is copied
    for module, weights in zip(modules, _by_module(tensors["weights"], len(modules)), strict=True):
        module.load_state_dict(weights)
    states: dict[int, Tensors] = {}
    for part, values in tensors.items():
        if part.startswith(_OPTIMIZER):
            for index, value in values.items():
                states.setdefault(int(index), {})[part.removeprefix(_OPTIMIZER)] = value.clone()
    now.optimizer.load_state_dict({"state": states, "param_groups": now.optimizer.state_dict()["param_groups"]})
    now.run, now.done = _run(facts["run"], done), done
    now.micros = [MicroBatch(features) for features in facts["micros"]]
    if facts["score"] is not None:
        best = {name: tensor.clone() for name, tensor in tensors[BEST].items()}
        now.best = facts["score"], _by_module(best, len(modules))
    now.started = time.monotonic() - now.run.seconds
    _set_random(now, tensors["random"])


def _random(now: Progress, modules: Modules) -> Tensors:
    """The generators' states, and the recent losses, of which JSON could not hold all."""
    random = {
        "torch": torch.get_rng_state(),
        "noise": now.noise.get_state(),
        "recent": torch.tensor(now.recent, dtype=torch.float64),
    }
    if next(modules[0].parameters()).is_cuda:
        random["cuda"] = torch.cuda.get_rng_state()
    return random


def _set_random(now: Progress, random: Tensors) -> None:
    now.recent = random["recent"].tolist()
    now.noise.set_state(random["noise"])
    torch.set_rng_state(random["torch"])
    if "cuda" in random:
        torch.cuda.set_rng_state(random["cuda"])


def _run(facts: Mapping[str, Any], done: int) -> Run:
    pairs = {name: [(step, value) for step, value in facts[name]] for name in ("losses", "selections")}
    return Run(**{**facts, **pairs, "resumed": [*facts["resumed"], done]})


def _named(weights: Weights) -> Tensors:
    return {f"{place}.{name}": tensor for place, module in enumerate(weights) for name, tensor in module.items()}


def _by_module(tensors: Tensors, modules: int) -> Weights:
    weights: Weights = [{} for _ in range(modules)]
    for full_name, tensor in tensors.items():
        place, _, name = full_name.partition(".")
        weights[int(place)][name] = tensor
    return weights


def _copy(tensor: torch.Tensor, room: torch.Tensor | None) -> torch.Tensor:
    if room is not None:
        return room.copy_(tensor.detach())
    return tensor.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
