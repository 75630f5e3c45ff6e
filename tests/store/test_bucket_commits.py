"""Commits to a bucket: who wins, what is sent, and what a server that keeps no promise is good for."""

import hashlib
import logging
import threading
import time

import pytest

from tests.services.servers import reach
from tests.store.places import SOUND, blob, made_in
from xtreme_eval.errors import CorruptArtifactError, StoreError
from xtreme_eval.store import s3, s3_damage, s3_probe, s3_upload
from xtreme_eval.store.cache import BlobCache
from xtreme_eval.store.layout import blob_name
from xtreme_eval.store.manifest import reference, resolve
from xtreme_eval.store.s3_address import S3Address
from xtreme_eval.store.s3_client import s3_client
from xtreme_eval.store.s3_objects import create, uploads

MANIFEST = "v1/commits/k1/manifest.json"
MIB = 1 << 20


@pytest.fixture
def requests(in_bucket):
    """Every call that is made to the server from now on: its name and its parameters."""
    made = []
    handlers = s3_client().meta.events

    def note(params, model, **_):
        made.append((model.name, params))

    handlers.register("provide-client-params.s3.*", note)
    yield made
    handlers.unregister("provide-client-params.s3.*", note)


@pytest.fixture
def probed(moto_server, monkeypatch, tmp_path, request):
    """A place whose server is probed for real."""
    reach(monkeypatch, moto_server)
    return made_in("contract", request.node.name, tmp_path)


@pytest.fixture
def no_conditions(probed):
    """A server that ignores the condition of a create, as some do without a word."""
    handlers = s3_client().meta.events

    def ignore(params, **_):
        params["headers"].pop("If-None-Match", None)

    handlers.register("before-call.s3.PutObject", ignore)
    yield
    handlers.unregister("before-call.s3.PutObject", ignore)


def test_blobs_come_first_and_the_manifest_last_through_a_conditional_create(in_bucket, artifact, requests):
    manifest = in_bucket.open().commit("k1", "checkpoint", artifact, {})
    sent = [params for name, params in requests if name == "PutObject"]
    names = [params["Key"].removeprefix(in_bucket.address.object_key("")) for params in sent]
    assert sorted(names[:-1]) == sorted(map(blob, manifest.files.values()))
    assert names[-1] == MANIFEST
    assert sent[-1]["IfNoneMatch"] == "*"
    assert all("ContentMD5" in params for params in sent)
    looked = [(number, params["Key"]) for number, (name, params) in enumerate(requests) if name == "HeadObject"]
    created = next(number for number, (_, params) in enumerate(requests) if params.get("IfNoneMatch"))
    for stored in manifest.files.values():
        numbers = [number for number, key in looked if key.endswith(stored.sha256)]
        assert min(numbers) < created < max(numbers), "each blob is looked at before and after"


def test_a_second_commit_of_equal_files_sends_no_blob_again(in_bucket, artifact, requests):
    in_bucket.open().commit("k1", "checkpoint", artifact, {})
    requests.clear()
    in_bucket.open().commit("k2", "checkpoint", artifact, {})
    assert [params["Key"].split("/")[-1] for name, params in requests if name == "PutObject"] == ["manifest.json"]


def test_a_blob_that_is_older_than_a_day_is_sent_again_so_that_no_collection_takes_it(in_bucket, artifact, requests, monkeypatch):
    in_bucket.open().commit("k1", "checkpoint", artifact, {})
    now = s3.S3Store.now
    monkeypatch.setattr(s3.S3Store, "now", lambda self: now(self) + 90_000)
    requests.clear()
    in_bucket.open().commit("k2", "checkpoint", artifact, {})
    assert len([name for name, _ in requests if name == "PutObject"]) == 1 + len(artifact)


def test_whoever_loses_at_the_last_moment_gets_the_winners_manifest(in_bucket, artifact, monkeypatch):
    def beaten(bucket, name, content):
        monkeypatch.setattr(s3, "create", create)
        in_bucket.open().commit("k1", "checkpoint", artifact, {"writer": "fast"})
        return create(bucket, name, content)

    monkeypatch.setattr(s3, "create", beaten)
    assert in_bucket.open().commit("k1", "checkpoint", artifact, {"writer": "slow"}).meta == {"writer": "fast"}


@pytest.mark.parametrize("arrives", [True, False], ids=["and it had arrived", "and it had not"])
def test_a_create_without_an_answer_is_looked_after(in_bucket, artifact, monkeypatch, arrives):
    def unanswered(bucket, name, content):
        monkeypatch.setattr(s3, "create", create)
        if arrives:
            create(bucket, name, content)

    monkeypatch.setattr(s3, "create", unanswered)
    committed = in_bucket.open().commit("k1", "checkpoint", artifact, {})
    assert in_bucket.open().find("k1") == committed
    assert in_bucket.open().verified("k1")


def test_a_blob_that_vanishes_while_the_manifest_is_written_is_brought_again(in_bucket, artifact, monkeypatch):
    def collected(bucket, name, content):
        monkeypatch.setattr(s3, "create", create)
        in_bucket.delete(next(name for name in in_bucket.names() if name.startswith("v1/blobs")))
        return create(bucket, name, content)

    monkeypatch.setattr(s3, "create", collected)
    manifest = in_bucket.open().commit("k1", "checkpoint", artifact, {})
    assert list(in_bucket.open().damages(manifest)) == []


def test_of_eight_writers_at_once_one_wins_and_all_get_its_manifest(in_bucket, artifact, tmp_path):
    start, answers = threading.Barrier(8), []

    def writer(number):
        own = tmp_path / f"{number}.json"
        own.write_text(f"[{number}]")
        store = in_bucket.open()
        start.wait(30)
        answers.append(reference(store.commit("k1", "checkpoint", {"own.json": own}, {"writer": number})))

    racers = [threading.Thread(target=writer, args=(number,)) for number in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(answers) == 8
    assert set(answers) == {reference(in_bucket.open().find("k1"))}


def test_a_file_that_changes_while_it_is_stored_is_refused(in_bucket, artifact, monkeypatch):
    def slow(bucket, name, path, stored, sent):
        s3_upload.upload(bucket, name, path, stored, sent)
        path.write_text('{"layers": 9}' + " " * 9)

    monkeypatch.setattr(s3, "upload", slow)
    with pytest.raises(StoreError, match=r"config.json was changed while it was stored"):
        in_bucket.open().commit("k1", "checkpoint", {"config.json": artifact["config.json"]}, {})
    assert in_bucket.open().find("k1") is None


# What a server does is tried out.


def test_a_server_that_keeps_the_promise_is_probed_once_a_day_for_each_place(probed, artifact, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(s3_probe, "probe", lambda *given: made.append(given) or SOUND.model_copy(update={"date": time.time()}))
    cache = BlobCache(tmp_path / "cache", limit=10**9)
    for key in ("k1", "k2"):
        s3.S3Store(probed.address, cache).commit(key, "checkpoint", artifact, {})
    assert len(made) == 1
    s3.S3Store(probed.address.model_copy(update={"prefix": "tests/other"}), cache).check_writable()
    assert len(made) == 2
    monkeypatch.setattr(s3_probe, "_VALID", 0.0)
    s3.S3Store(probed.address, cache).check_writable()
    assert len(made) == 3


def test_reading_needs_no_probe(probed, monkeypatch):
    monkeypatch.setattr(s3_probe, "probe", lambda *_: pytest.fail("probed"))
    store = probed.open()
    assert store.find("k1") is None
    assert not store.verified("k1")
    assert list(store.keys()) == []


def test_a_server_that_ignores_the_condition_is_refused_with_what_was_seen(probed, artifact, no_conditions):
    with pytest.raises(StoreError) as refused:
        probed.open().commit("k1", "checkpoint", artifact, {})
    assert "it lets a second writer replace an object that was to be created only if absent (versioning: off)" in str(refused.value)
    assert f"{probed.address.place}?several-winners=allow" in str(refused.value)
    with pytest.raises(StoreError, match="cannot be used"):
        probed.open().check_writable()
    assert probed.names() == []
    findings = probed.open().check()
    assert not findings[0].fine


def test_a_server_that_keeps_the_promise_only_one_after_another_is_refused_by_the_race(probed, artifact, monkeypatch):
    def checked_then_put(bucket, name, content):
        found = name in probed.names()
        time.sleep(0.05)
        if not found:
            probed.write(name, content)
        return not found

    monkeypatch.setattr(s3_probe, "create", checked_then_put)
    with pytest.raises(StoreError, match=r"in a race of 8 writers up to [2-8] were told that they had created the same object"):
        probed.open().commit("k1", "checkpoint", artifact, {})


def test_the_refusal_is_forgotten_once_the_server_is_mended(probed, artifact, tmp_path, no_conditions, monkeypatch):
    cache = BlobCache(tmp_path / "cache", limit=10**9)
    with pytest.raises(StoreError, match="cannot be used"):
        s3.S3Store(probed.address, cache).check_writable()
    monkeypatch.setattr(s3_probe, "probe", lambda *_: SOUND)
    s3.S3Store(probed.address, cache).check_writable()


def test_several_winners_are_allowed_on_demand_loudly_and_every_artifact_says_so(probed, artifact, no_conditions, caplog):
    probed.address = S3Address.parse(f"{probed.address.place}?several-winners=allow")
    with caplog.at_level(logging.WARNING):
        committed = probed.open().commit("k1", "checkpoint", artifact, {"writer": 1})
    assert "COMMITS MAY HAVE SEVERAL WINNERS, as was asked for: it lets a second writer replace" in caplog.text
    assert committed.meta["several_winners"].startswith("it lets a second writer replace")
    assert probed.open().commit("k1", "checkpoint", artifact, {"writer": 2}) == committed, "who comes later still adopts"
    assert probed.open().check()[0].fine


def test_where_several_won_a_reference_tells_the_one_that_was_handed_on_from_the_one_that_is_there(
    probed, artifact, no_conditions, monkeypatch
):
    probed.address = S3Address.parse(f"{probed.address.place}?several-winners=allow")
    first = probed.open().commit("k1", "checkpoint", artifact, {"writer": 1})
    second = probed.open()
    monkeypatch.setattr(second, "_whole", lambda _: None)  # it looked before the first one came
    second.commit("k1", "checkpoint", artifact, {"writer": 2})
    with pytest.raises(CorruptArtifactError, match="is not the one that was handed on"):
        resolve(probed.open(), reference(first))


# Large files travel in parts.


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A file of three parts, the last a short one; parts as small as S3 allows."""
    monkeypatch.setattr(s3_upload, "PART", 5 * MIB)
    path = tmp_path / "large.json"
    path.write_bytes(b"[" + b" " * (7 * MIB) + b"1" + b" " * (4 * MIB) + b"]")
    return {"large.json": path}


def test_a_large_file_is_sent_in_parts_with_progress_and_comes_back(in_bucket, large, requests):
    told = []
    manifest = in_bucket.open(progress=lambda name, count: told.append((name, count))).commit("k1", "checkpoint", large, {})
    assert sorted(params["PartNumber"] for name, params in requests if name == "UploadPart") == [1, 2, 3]
    size = large["large.json"].stat().st_size
    assert sum(count for _, count in told) == size
    told.clear()
    reader = in_bucket.open(progress=lambda name, count: told.append((name, count)))
    assert reader.open_file(manifest, "large.json").read_bytes() == large["large.json"].read_bytes()
    assert {name for name, _ in told} == {"large.json"}
    assert sum(count for _, count in told) == size


def begun(in_bucket, large, parts):
    """An upload of the blob that someone has begun, with these parts there."""
    content = large["large.json"].read_bytes()
    key = {"Bucket": in_bucket.address.bucket}
    key["Key"] = in_bucket.address.object_key(blob_name(hashlib.sha256(content).hexdigest()))
    identifier = s3_client().create_multipart_upload(**key)["UploadId"]
    for number, body in parts(content).items():
        s3_client().upload_part(**key, UploadId=identifier, PartNumber=number, Body=body)
    return identifier


def test_an_upload_that_was_broken_off_goes_on_with_the_parts_that_are_right(in_bucket, large, requests):
    wrong = b"x" * 5 * MIB
    identifier = begun(in_bucket, large, lambda content: {1: content[: 5 * MIB], 2: wrong, 3: content[10 * MIB :][:-1]})
    requests.clear()
    manifest = in_bucket.open().commit("k1", "checkpoint", large, {})
    sent = [params for name, params in requests if name == "UploadPart"]
    assert sorted(params["PartNumber"] for params in sent) == [2, 3]
    assert {params["UploadId"] for params in sent} == {identifier}
    assert list(in_bucket.open().damages(manifest)) == []
    assert list(uploads(in_bucket.open().bucket, "v1/")) == []


def test_a_large_blob_of_the_same_size_with_other_bytes_is_replaced(in_bucket, large):
    content = bytearray(large["large.json"].read_bytes())
    stored = in_bucket.open().commit("k0", "checkpoint", large, {}).files["large.json"]
    content[6 * MIB] ^= 1
    in_bucket.write(blob(stored), bytes(content))
    in_bucket.open().commit("k1", "checkpoint", large, {})
    assert list(in_bucket.open().damages(in_bucket.open().find("k0"))) == []


def test_unfinished_uploads_are_listed_and_given_up_by_a_collection(in_bucket, large, monkeypatch):
    from xtreme_eval.store.garbage import collect, garbage

    begun(in_bucket, large, lambda content: {1: content[: 5 * MIB]})
    store = in_bucket.open()
    now = s3.S3Store.now
    monkeypatch.setattr(s3.S3Store, "now", lambda self: now(self) + 9 * 86_400)
    found = garbage(store, 7 * 86_400)
    assert [reason for _, reason in found.dead] == ["was never finished"]
    assert len(collect(store, found, 7 * 86_400)) == 1
    assert list(store.objects("v1/")) == []


def test_a_bucket_that_is_away_for_a_moment_makes_nobody_forget_an_artifact(in_bucket, artifact, monkeypatch):
    manifest = in_bucket.open().commit("k1", "checkpoint", artifact, {})
    monkeypatch.setattr(s3_damage, "look", lambda *_: None)  # as a server answers whose bucket is gone
    in_bucket.open().repair("k1")
    assert in_bucket.open().find("k1") == manifest
