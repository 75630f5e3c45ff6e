"""What is asked for is recorded by whoever runs a flow: credentials in it are refused first, and not repeated."""

import re
import traceback

import pytest

from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.studies.request import GridRequest

PLANTED = "planted-password"
URLS = [
    f"s3://KEY:{PLANTED}@models/x",
    f"S3://{PLANTED}@models",
    f"s3://models/x?secret={PLANTED}",
    f"s3://models/x?several-winners=allow&token={PLANTED}",
    f"s3://models/x?X-Amz-Signature={PLANTED}",
    f"https://user:{PLANTED}@storage.example.org/models",
    f"file://{PLANTED}@storage/x",
]
FINE = [None, "out/store", "file:out/store", "file:///data/s@1", "s3://models", "s3://models/x?several-winners=allow"]


@pytest.mark.parametrize("url", [*URLS, f"s3://models/token={PLANTED}"])
def test_a_store_whose_name_holds_a_credential_is_refused_and_not_repeated(url):
    with pytest.raises(XtremeEvalError) as refused:
        GridRequest(store=url)
    assert PLANTED not in "".join(traceback.format_exception(refused.value)) + repr(refused.value)


@pytest.mark.parametrize("field", ["data", "text", "base", "tasks", "out"])
def test_so_is_any_other_field(field):
    with pytest.raises(XtremeEvalError, match=f"{field} looks like a credential") as refused:
        GridRequest(**{field: f"https://user:{PLANTED}@storage.example.org/x"})
    assert PLANTED not in "".join(traceback.format_exception(refused.value)) + repr(refused.value)


def test_a_schema_refuses_it_too_for_servers_that_record_before_they_run():
    pattern = GridRequest.model_json_schema()["properties"]["store"]["pattern"]
    assert [url for url in URLS if re.search(pattern, url)] == []
    assert [url for url in FINE if url and not re.search(pattern, url)] == []


@pytest.mark.parametrize("url", FINE)
def test_a_store_without_one_is_taken_as_it_is(url):
    assert GridRequest(store=url).store == url
