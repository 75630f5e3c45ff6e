"""The machine that something is measured on, and the state it is in: what a latency means nothing without."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What computes.

    Attributes:
        device: name of the GPU, or of the CPU where there is none.
        cores: the machine's CPU cores.
        threads: that torch computes with.
        clock_mhz: the clock when it was asked for; NaN where the system does not tell.
    """

    device: str
    cores: int
    threads: int
    clock_mhz: float

    def columns(self) -> dict[str, Any]:
        """The same for a data frame."""
        return asdict(self)


def this_machine(cpuinfo: Path = CPUINFO) -> Machine:
    """The machine as it is now."""
    import torch

    cuda = torch.cuda.is_available()
    return Machine(
        device=torch.cuda.get_device_name() if cuda else _cpu_name(cpuinfo),
        cores=os.cpu_count() or 0,
        threads=torch.get_num_threads(),
        clock_mhz=_gpu_clock() if cuda else _told(cpuinfo, "cpu MHz", float("nan")),
    )


def load_average() -> float:
    """Processes that ran or waited during the last minute; NaN where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def _cpu_name(cpuinfo: Path) -> str:
    found = _field(cpuinfo, "model name")
    return found or platform.processor() or platform.machine()


def _told(cpuinfo: Path, field: str, otherwise: float) -> float:
    found = _field(cpuinfo, field)
    return float(found) if found else otherwise


def _field(cpuinfo: Path, name: str) -> str:
    """The first core's entry; "" where there is none."""
    text = cpuinfo.read_text(encoding="utf-8", errors="replace") if cpuinfo.is_file() else ""
    match = re.search(rf"^{name}\s*:\s*(.+)$", text, re.MULTILINE)
    return match[1].strip() if match else ""


def _gpu_clock() -> float:
    import torch

    try:
        return float(torch.cuda.clock_rate())
    except (RuntimeError, ImportError, ModuleNotFoundError):  # it needs the driver's management library
        return float("nan")
