"""All drills, in the order in which they are done."""

from tests.faults import (
    damaged_objects,
    faulty_network,
    killed_holders,
    killed_server,
    killed_trainings,
    killed_writers,
    mishaps,
    racing_writers,
)

_ALL = (racing_writers, killed_writers, damaged_objects, killed_server, mishaps, faulty_network, killed_holders, killed_trainings)
DRILLS = {each.DRILL.name: each.DRILL for each in _ALL}
