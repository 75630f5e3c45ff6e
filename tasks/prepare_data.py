"""Step: see to it that the data folder is there."""

from pathlib import Path

from prefect import task

from xtreme_eval.experiment.jobs import Location
from xtreme_eval.sample.write import write_world


@task(task_run_name="prepare the sample world {seed}")
def prepare_sample_world(seed: int, location: Location) -> None:
    """Write the sample world of this seed, or find it there."""
    write_world(Path(location.data), seed=seed)
