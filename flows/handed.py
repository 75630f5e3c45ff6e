"""References on their way: who reads an artifact is told which one its maker has made, by the hash of its manifest."""

from typing import Any

from prefect import State

from xtreme_eval.experiment.plan import Step
from xtreme_eval.store.protocol import Reference


class Handed:
    """What the steps of one grid have returned so far."""

    def __init__(self) -> None:
        self._manifests: dict[str, str] = {}

    def take(self, ended: State[dict[str, Any]]) -> None:
        """Take the reference that a step has returned, unless it failed.

        One from Prefect's cache is left: what was made then may have been lost, and made again elsewhere, since.
        """
        if ended.is_completed() and ended.name != "Cached":
            found = Reference.model_validate(ended.result())
            self._manifests[found.key] = found.manifest_sha256

    def to(self, step: Step) -> dict[str, str]:
        """The hashes of the manifests that a step reads, by key, as far as they are known."""
        return {key: self._manifests[key] for key in step.needs if key in self._manifests}
