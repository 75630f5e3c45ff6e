"""What is told of a machine comes from the system's own files."""

import math

from xtreme_eval.measures.machine import load_average, this_machine


def test_name_and_clock_are_those_of_the_first_core(tmp_path, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nmodel name\t: Quick 9000\ncpu MHz\t\t: 2400.125\n\nprocessor\t: 1\nmodel name\t: Other\n")
    found = this_machine(told)
    assert (found.device, found.clock_mhz, found.threads) == ("Quick 9000", 2400.125, 1)
    assert found.columns().keys() == {"device", "cores", "threads", "clock_mhz"}


def test_a_clock_that_nobody_tells_is_unknown(tmp_path, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    found = this_machine(tmp_path / "nothing")
    assert math.isnan(found.clock_mhz)
    assert found.device


def test_the_load_is_a_number():
    assert load_average() >= 0
