"""Every table as CSV and as LaTeX."""

import csv
import io
import re

import pytest

from xtreme_eval.reports.contents import contents
from xtreme_eval.reports.export import csv_text, escaped, latex_text, plain_rows
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.sheet import Entry, Head, Sheet

SHEET = Sheet(
    name="small",
    title="Gains & losses",
    heads=(Head(title="recipe", numeric=False), Head(title="XNLI", group="A", under="acc."), Head(title="XQuAD", group="B")),
    rows=(
        (Entry(text="a_b"), Entry(text="+4.0", marks="‡", small=("±1.0",), value=4.0), Entry(text="-0.2", value=-0.24)),
        (Entry(text="mean"), Entry(text="–"), Entry(text="+1.0", value=1.0)),
    ),
    fixed=1,
    notes=("a note",),
)
LATEX = r"""% a note
\begin{table}
\centering
\caption{Gains \& losses (50\% made up)}
\label{tab:small}
\begin{tabular}{lrr}
\toprule
 & \multicolumn{1}{c}{A} & \multicolumn{1}{c}{B} \\
\cmidrule(lr){2-2} \cmidrule(lr){3-3}
recipe & XNLI acc. & XQuAD \\
\midrule
a\_b & +4.0$^{\ddagger}$ {\scriptsize $\pm$1.0} & $-$0.2 \\
\midrule
mean & -- & +1.0 \\
\bottomrule
\end{tabular}
\end{table}
"""


def test_a_csv_file_has_exact_numbers_and_marks_apart_and_holes_empty():
    assert csv_text(SHEET) == "recipe,XNLI,XQuAD,XNLI: marks\na_b,4,-0.24,‡\nmean,,1,\n"


def test_a_latex_table_uses_booktabs_and_keeps_means_apart():
    assert latex_text(SHEET, "50% made up") == LATEX


def test_names_hold_no_command_for_latex():
    assert escaped(r"\input{x} $1 #2 a_b ~ ^") == (r"\textbackslash{}input\{x\} \$1 \#2 a\_b \textasciitilde{} \textasciicircum{}")


def test_rows_for_people_have_their_marks():
    assert plain_rows(SHEET)[0] == {"recipe": "a_b", "XNLI": "+4.0‡", "XQuAD": "-0.2"}


@pytest.mark.parametrize("size", ["large", "small", "alone"])
def test_every_table_of_a_report_is_a_table_in_both_formats(request, size):
    shown = contents(Report(title="t", label="made up", table=request.getfixturevalue(size)))
    names = [sheet.name for sheet in shown.sheets]
    assert len(set(names)) == len(names)
    for sheet in shown.sheets:
        rows = list(csv.reader(io.StringIO(csv_text(sheet))))
        assert len(rows) == 1 + len(sheet.rows)
        assert len({len(row) for row in rows}) == 1
        body = re.search(r"\\toprule(.*)\\bottomrule", latex_text(sheet, "made up"), re.DOTALL)[1]
        lines = [line for line in body.splitlines() if line.endswith(r"\\") and "multicolumn" not in line]
        assert {len(re.findall(r"(?<!\\)&", line)) for line in lines} == {len(sheet.heads) - 1}
