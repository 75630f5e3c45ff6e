"""The page as text: what stands in it, that names stay text, and that every link leads somewhere."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.reports.contents import contents
from xtreme_eval.reports.html.page import html_report
from xtreme_eval.reports.report import Origin, Report
from xtreme_eval.scores.answer import Answer, Chart, SmallTable
from xtreme_eval.scores.table import score_table
from xtreme_eval.store.protocol import Manifest, StoredFile

EVIL = "<script>alert(1)</script>"
POINTS = pd.DataFrame({"steps": [1.0, 25.0, 100.0], "gain": [0.5, 1.5, 2.0], "task": [EVIL, "qa", "qa"], "low": 0.1, "high": 3.0})
CHART = Chart(
    name="budget",
    title=f"Budget {EVIL}",
    form="lines",
    frame=POINTS,
    x="steps",
    y="gain",
    x_title="share of the steps, %",
    y_title=EVIL,
    alternative=f'More steps, more gain "{EVIL}"',
    group="task",
    text="task",
    low="low",
    high="high",
    logarithmic=True,
    trend=pd.DataFrame({"x": [1.0, 100.0], "y": [0.4, 2.0], "low": [0.2, 1.8], "high": [0.6, 2.2]}),
)
FORMS = (
    CHART,
    replace(CHART, name="bars", form="bars", x="gain", y="task", logarithmic=False, trend=None),
    replace(CHART, name="points", form="points", x="task", group="", logarithmic=False, trend=None),
)


class Elements(HTMLParser):
    """Every element with its attributes, and the text outside of script and style."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text, self._inside = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside not in ("script", "style"):
            self.text.append(data)


def manifest(key, parent=None, task="xnli"):
    stage = {"mixture": [{"task": task, "weight": 1.0}], "hyper": {"learning_rate": 1e-5, "steps": 10, "epochs": None}}
    return Manifest(
        key=key,
        kind="checkpoint",
        files={"model.safetensors": StoredFile(sha256="a" * 64, size=1000)},
        meta={
            "title": f"train {task}",
            "parent": parent,
            "job": {"base": {"name": "tiny"}, "stage": stage, "seed": 1},
            "dev": [{"task": task, "metric": "accuracy", "score": 70.0, "constant": 34.0, "collapsed": False}],
            **{"steps": 10, "best_step": 5, "examples": 80, "tokens_computed": 900, "seconds": 7200.0, "device": "cuda"},
            **{"losses": [[5, 2.0], [10, 1.0]], "selections": [[5, 60.0], [10, 70.0]], "versions": {"torch": "2"}},
        },
    )


def made(**more):
    cells = [
        cell({"en": 80.0, "de": 60.0}, trivial=40.0, above=True),
        cell({"en": 82.0, "de": 66.0}, recipe="mnli", trivial=40.0, above=True),
        cell({"en": 82.0, "de": None}, recipe=EVIL, hole=f"no file {EVIL}"),
    ]
    task = replace(target("xnli"), title=EVIL, notes=(EVIL,))
    trainings = [manifest("1" * 64, task="mnli"), manifest("checkpoint of mnli-xnli-1", parent="1" * 64)]
    origin = Origin(study="s", store="file:out/store", cells=3, alone=5, planned=4, evaluations=3, trainings=trainings)
    small = SmallTable(name="told", title=EVIL, frame=pd.DataFrame({EVIL: [EVIL]}), shown={EVIL: ""}, notes=(EVIL,))
    answer = Answer(sentence=f"Yes. {EVIL}", tables=(small,), charts=FORMS, notes=(EVIL,))
    table = score_table(*study(*cells), [task])
    return Report(title=EVIL, label=EVIL, table=table, **{"answer": answer, "origin": origin, **more})


@pytest.fixture(scope="module")
def page():
    report = made()
    return html_report(report, contents(report))


@pytest.fixture(scope="module")
def elements(page):
    return Elements(page)


def test_names_from_users_stay_text(page, elements):
    assert sum(tag == "script" for tag, _ in elements.found) == 1
    assert page.count("<script>") == 1
    assert "".join(elements.text).count(EVIL) > 20


def test_no_address_outside_the_file_is_named(elements):
    for tag, attributes in elements.found:
        for name in ("href", "src", "xlink:href"):
            address = attributes.get(name) or "#"
            assert address.startswith(("#", "data:text/csv", "data:application/x-tex")), (tag, address)
    assert not [tag for tag, _ in elements.found if tag in ("link", "iframe", "object", "img")]


def test_every_anchor_is_there_once_and_every_link_leads_to_one(elements):
    anchors = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    links = {attributes["href"][1:] for tag, attributes in elements.found if tag == "a" and attributes["href"].startswith("#")}
    assert len(set(anchors)) == len(anchors)
    assert links <= set(anchors)
    assert {"run-2-0", "recipe-2", f"manifest-{'1' * 16}", "scores", "curves"} <= links


def test_a_number_leads_to_its_runs_and_these_to_the_manifest_of_their_checkpoint(page):
    number = re.search(r'<a href="#(run-\d-\d)">74\.0</a>', page)[1]
    runs = page[page.index(f'<tbody id="{number}">') :]
    runs = runs[: runs.index("</tbody>")]
    anchor = re.search(r'<a href="#(manifest-[^"]*)">', runs)[1]
    shown = page[page.index(f'id="{anchor}"') :]
    shown = shown[: shown.index("</details>")]
    assert "learning_rate 1e-05" in shown
    assert f'<a href="#manifest-{"1" * 16}">' in shown  # its parent
    assert "model.safetensors (1,000 bytes, sha256 aaaaaaaaaaaa…)" in shown


def test_the_answer_stands_before_every_table_and_the_label_at_each(page, elements):
    assert page.index('id="answer"') < page.index("<table")
    tables = sum(tag == "section" and attributes.get("class") == "sheet" for tag, attributes in elements.found)
    assert page.count('<p class="label">') == tables > 5


def test_every_picture_is_told_in_words(page, elements):
    pictures = [attributes for tag, attributes in elements.found if tag == "svg"]
    assert len(pictures) == len(FORMS) + 4  # gains and gaps by relation, dev scores and losses
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    assert page.count("<summary>In words</summary>") == len(pictures)


def test_what_was_trained_is_told_with_gpu_hours_and_what_sharing_saved(page):
    assert "4 distinct trainings and 3 evaluations serve 3 cells" in page
    assert "1 were saved by sharing checkpoints (20 %)" in page
    assert "4.00 GPU-hours of training" in page
    assert "2 of them are not in the store" in page


def test_holes_and_their_reasons_are_listed(page):
    assert "no file &lt;script&gt;" in page
    assert 'class="hole"' in page


def test_equal_reports_give_equal_bytes(page):
    report = made()
    assert html_report(report, contents(report)) == page


def test_scores_from_elsewhere_need_no_manifests(alone):
    report = Report(title="Alone", label="", table=alone)
    text = html_report(report, contents(report))
    assert "Where the numbers come from" in text
    assert "What was trained" not in text
