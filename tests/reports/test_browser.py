"""The page in a real browser: it opens from disk, stays quiet, sorts, turns dark, and fits a phone and paper."""

import hashlib
import os
from dataclasses import replace

import pytest

from tests.reports.chromium import PROGRAM, chromium
from tests.reports.test_html import made, manifest
from xtreme_eval.reports.contents import contents
from xtreme_eval.reports.html.page import html_report
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.write import PAGE

pytestmark = pytest.mark.skipif(
    PROGRAM is None and not os.environ.get("CHROMIUM_REQUIRED"), reason="no Chromium (Debian: apt-get install chromium)"
)
LIMIT = 5_000_000
"""Bytes of a page, also of the paper's grid."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def tab(folder):
    with chromium(folder) as found:
        yield found


@pytest.fixture(scope="module")
def path(folder, large):
    """A study of the size of XTREME, with three seeds of six recipes."""
    keys = {name: hashlib.sha256(name.encode()).hexdigest() for name in large.rows["checkpoint"].unique()}
    table = replace(large, rows=large.rows.assign(checkpoint=large.rows["checkpoint"].map(keys)))
    trainings = [manifest(key) for key in keys.values()]
    origin = replace(made().origin, trainings=trainings)
    report = Report(title="Made up", label="made-up numbers", table=table, origin=origin)
    (folder / PAGE).write_text(html_report(report, contents(report)), encoding="utf-8")
    return folder / PAGE


def first_column(tab, table):
    return tab.value(
        f"[...document.querySelector('{table}').closest('section').querySelectorAll('tbody th')].map(each => each.textContent)"
    )


def head(table, place):
    return f"document.querySelector('{table}').closest('section').querySelectorAll('thead th[aria-sort]')[{place}]"


def test_it_opens_from_disk_without_a_word_on_the_console_or_to_any_network(tab, path):
    tab.requests.clear()
    tab.open(path)
    assert tab.value("document.querySelector('h1').textContent") == "Made up"
    assert [address for address in tab.requests if not address.startswith("data:")] == [path.as_uri()]
    assert tab.complaints == []


def test_its_size_is_limited(path):
    assert path.stat().st_size < LIMIT


def test_a_column_sorts_by_keyboard_down_then_up_then_as_it_came(tab, path):
    tab.open(path)
    came = first_column(tab, "#scores-test")
    tab.value(f"{head('#scores-test', 1)}.querySelector('button').focus()")
    orders, states = [], []
    for _ in range(3):
        tab.press("Enter", 13)
        orders.append(first_column(tab, "#scores-test"))
        states.append(tab.value(f"{head('#scores-test', 1)}.getAttribute('aria-sort')"))
    assert states == ["descending", "ascending", "none"]
    assert orders[0] == orders[1][::-1] != came
    assert orders[2] == came


def test_numbers_are_sorted_as_numbers_and_holes_stay_last(tab, path):
    tab.open(path)
    heads = f"[...{head('#gains-test', 0)}.parentElement.cells]"
    place = tab.value(f"{heads}.findIndex(cell => cell.textContent.startsWith('BUCC'))")
    rows = "[...document.querySelector('#gains-test').closest('section').querySelectorAll('tbody tr')]"
    column = f"{rows}.map(row => row.cells[{place}].firstChild.textContent)"
    for step in ("descending", "ascending"):
        tab.value(f"{head('#gains-test', place)}.querySelector('button').click()")
        *texts, last = tab.value(column)
        numbers = [float(text.replace("−", "-")) for text in texts]
        assert last == "–"
        assert numbers == sorted(numbers, reverse=step == "descending")
        assert min(numbers) < 0 < max(numbers)


def test_means_stay_below_the_languages(tab, path):
    tab.open(path)
    name = "#languages-xnli-accuracy-test"
    tab.value(f"{head(name, 5)}.querySelector('button').click()")
    assert first_column(tab, name)[-1] == "mean without English"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_as_light_or_dark_as_the_reader_likes_until_the_switch_is_used(tab, path, scheme):
    tab.open(path, scheme=scheme)
    tab.value("localStorage.clear(); location.reload()")
    tab.open(path, scheme=scheme)
    brightness = (
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 765"
    )
    before = tab.value(brightness)
    tab.value("document.getElementById('theme').click()")
    after = tab.value(brightness)
    assert (before > 0.9, after < 0.2) == ((True, True) if scheme == "light" else (False, False))
    assert abs(before - after) > 0.7
    tab.value("localStorage.clear()")


def test_a_phone_scrolls_tables_and_not_the_page(tab, path):
    tab.open(path, width=360, height=740, phone=True)
    tab.value("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert tab.value("document.documentElement.scrollWidth") == 360
    wide = tab.value("[...document.querySelectorAll('.scroll')].filter(part => part.scrollWidth > part.clientWidth).length")
    assert wide > 5


def test_a_numbers_link_opens_its_runs_and_their_manifest(tab, path):
    tab.open(path)
    link = "document.querySelector('#scores-test').closest('section').querySelector('tbody tr:nth-child(2) td a')"
    anchor = tab.value(f"{link}.click(), {link}.hash.slice(1)")
    seen = f"document.getElementById('{anchor}').checkVisibility()"
    assert tab.value(f"new Promise(done => setTimeout(() => done({seen}), 50))") is True
    manifest_link = f"document.getElementById('{anchor}').querySelector('a')"
    target = tab.value(f"{manifest_link}.click(), {manifest_link}.hash.slice(1)")
    opened = f"document.getElementById('{target}').open"
    assert tab.value(f"new Promise(done => setTimeout(() => done({opened}), 50))") is True


def test_every_picture_has_alternative_text(tab, path):
    tab.open(path)
    pictures = "[...document.querySelectorAll('img, svg:not(svg svg)')]"
    without = f"{pictures}.filter(each => !(each.getAttribute('aria-label') || each.alt)).length"
    assert tab.value("document.querySelectorAll('figure svg').length") == 4
    assert tab.value(without) == 0


def test_text_in_coloured_cells_can_be_read_in_both_schemes(tab, path):
    """WCAG 2.1 asks for a contrast of 4.5."""
    contrast = """(() => {
      const ctx = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const light = (colour) => {
        ctx.fillStyle = colour; ctx.fillRect(0, 0, 1, 1);
        const linear = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        const [r, g, b] = [...ctx.getImageData(0, 0, 1, 1).data].map(v => linear(v / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      return Math.min(...[...document.querySelectorAll('td.g, td.l')].map(cell => {
        const style = getComputedStyle(cell);
        const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      }));
    })()"""
    for scheme in ("light", "dark"):
        tab.open(path, scheme=scheme)
        assert tab.value(contrast) >= 4.5


def test_it_prints(tab, path):
    tab.open(path)
    paper = tab.paper()
    assert paper.startswith(b"%PDF")
    assert len(paper) > 50_000
