"""What a step has made is what the next ones read, though the store should meanwhile have put something else in its place."""

from pathlib import Path

from flows import grid as grids
from flows.handed import Handed
from tests import miniature
from xtreme_eval.store.layout import manifest_name
from xtreme_eval.store.manifest import manifest_bytes
from xtreme_eval.store.open import open_store


def switched(request, key):
    """Another writer's manifest takes the place of `key`."""
    store = open_store(request.location.store)
    found = store.find(key)
    second = found.model_copy(update={"meta": found.meta | {"seconds": found.meta["seconds"] + 1}})
    (Path(request.out) / "store" / manifest_name(key)).write_bytes(manifest_bytes(second))


def test_a_checkpoint_that_was_switched_is_refused_by_those_that_read_it(prefect_api, miniature_data, tmp_path, monkeypatch):
    request = miniature.request(miniature_data, tmp_path).model_copy(update={"recipes": ("baseline",), "targets": ("xnli",)})
    taken = []

    class Watched(Handed):
        def take(self, ended):
            super().take(ended)
            taken.append(ended.result())
            switched(request, taken[-1]["key"])

    monkeypatch.setattr(grids, "Handed", Watched)
    failures = miniature.run_in_a_thread(request)
    assert len(taken) == 1, "the base, which everything else descends from"
    reason = failures["train xnli · seed 1"]
    assert f"the artifact {taken[0]['key']} in {request.location.store} is not the one that was handed on" in reason
    assert f"not {taken[0]['manifest_sha256']}" in reason
    monkeypatch.undo()
    assert miniature.run_in_a_thread(request) == {}, "a new run begins with what is there"
