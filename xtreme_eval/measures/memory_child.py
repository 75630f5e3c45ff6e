"""The process that peak memory is measured in: it imports what inference needs, and forks once for each request.

A fork of a process that has imported and done nothing is as fresh as a new one, and costs milliseconds in place of seconds.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"  # see proc_pid_clear_refs(5)


def measured(request: dict[str, Any]) -> dict[str, Any]:
    """Read the model, put it into its form, and run it; the peak begins when it is ready to run."""
    from xtreme_eval.evaluation.environment import device
    from xtreme_eval.experiment.jobs import MeasureJob
    from xtreme_eval.measures.forms import UnavailableFormError, in_form, weight_bytes
    from xtreme_eval.measures.forward import forward
    from xtreme_eval.measures.subject_model import subject_model
    from xtreme_eval.store.open import open_store

    job = MeasureJob.model_validate(request["job"])
    cuda = device() == "cuda"
    before = 0 if cuda else resident("VmRSS")
    model = subject_model(job, job.checkpoints[request["place"]], open_store(request["store"]))
    try:
        model = in_form(model, request["form"])
    except UnavailableFormError as error:
        return {"hole": str(error)}
    run = forward(model, length=request["length"], batch=request["batch"])
    _forget_peak(cuda)
    for _ in range(3):  # the first call may allocate what later ones use again
        run()
    return {"peak": _peak(cuda), "before": before, "weights": weight_bytes(model)}


def resident(field: str) -> int:
    """A field of the process's status in bytes: VmRSS is what it holds now, VmHWM the most it has held.

    `getrusage` would do on every system, but on Linux its peak is inherited from the parent process.
    """
    if not STATUS.is_file():
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return 1024 * int(line.split()[1])


def _forget_peak(cuda: bool) -> None:
    """Let the peak begin anew: reading a model and changing its form may take more than running it."""
    import gc

    gc.collect()
    if cuda:
        import torch

        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    elif os.access(CLEAR, os.W_OK):
        CLEAR.write_text(_RESET_PEAK)


def _peak(cuda: bool) -> int:
    if cuda:
        import torch

        return int(torch.cuda.max_memory_allocated())
    return resident("VmHWM")


def _answered(request: dict[str, Any]) -> int:
    """Measure in a child process, which writes the answer; its exit status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        print(json.dumps(measured(request)), flush=True)
        status = 0
    except Exception as error:  # whatever it is, the parent must hear of it
        print(" ".join(str(error).split()) or repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(status)  # without the parent's own cleaning up


def _import_all(forms: set[str]) -> None:
    """What takes seconds, before the forks; nothing is computed here, and no GPU is looked for."""
    import gc
    from importlib import import_module
    from importlib.util import find_spec

    from xtreme_eval.suite import registry

    modules = ["transformers.modeling_utils", "xtreme_eval.measures.subject_model", "xtreme_eval.models.checkpoint"]
    adapters = any(form.startswith("lora") for form in forms) and find_spec("peft")
    for module in [*modules, *(["peft.tuners.lora"] if adapters else [])]:
        import_module(module)
    assert registry.targets()
    gc.freeze()  # or each fork would copy what it looks at


def _main() -> int:
    """Answer the requests of standard input, one a line; the first failure ends it."""
    requests = [json.loads(line) for line in sys.stdin.read().splitlines()]
    _import_all({request["form"] for request in requests})
    return next((status for request in requests if (status := _answered(request))), 0)


if __name__ == "__main__":
    sys.exit(_main())
