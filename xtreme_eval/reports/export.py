"""A table as CSV, and as LaTeX for the package booktabs."""

import csv
import io

from xtreme_eval.reports.sheet import Entry, Sheet

_SPECIAL = {
    "\\": r"\textbackslash{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "–": "--",
    "…": r"\ldots{}",
    "±": r"$\pm$",
    "×": r"$\times$",
    "→": r"$\rightarrow$",
    "≤": r"$\leq$",
    "∩": r"$\cap$",
    "°": r"$^{\circ}$",
    "†": r"$^{\dagger}$",
    "‡": r"$^{\ddagger}$",
    "¶": r"\P{}",
    "§": r"\S{}",
    "·": r"$\cdot$",
}


def csv_text(sheet: Sheet) -> str:
    """Numbers with four decimals and without their marks, then what is marked in a column of its own, holes empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    marked = [place for place in range(len(sheet.heads)) if any(row[place].marks for row in sheet.rows)]
    titles = [_title(sheet, place) for place in range(len(sheet.heads))]
    writer.writerow([*titles, *(f"{titles[place]}: marks" for place in marked)])
    for row in sheet.rows:
        writer.writerow([*(_value(sheet, row, place) for place in range(len(row))), *(row[place].marks for place in marked)])
    return stream.getvalue()


def plain_rows(sheet: Sheet) -> list[dict[str, str]]:
    """Each row's texts with their marks, by the column's title."""
    titles = [_title(sheet, place) for place in range(len(sheet.heads))]
    return [dict(zip(titles, (entry.text + entry.marks for entry in row), strict=True)) for row in sheet.rows]


def latex_text(sheet: Sheet, label: str) -> str:
    """A table environment with toprule, midrule and bottomrule; names are escaped, so that none is taken for a command.

    Args:
        label: what the numbers are; stands in the caption.
    """
    columns = "".join("r" if head.numeric else "l" for head in sheet.heads)
    groups = [f"\\multicolumn{{{span}}}{{c}}{{{escaped(group)}}}" if group else "&" * (span - 1) for group, span in sheet.spans]
    heads = " & ".join(escaped(" ".join(filter(None, (head.title, head.under)))) for head in sheet.heads)
    body = [" & ".join(map(_latex_entry, row)) + r" \\" for row in sheet.rows]
    caption = escaped(sheet.title + (f" ({label})" if label else ""))
    return "\n".join(
        [
            *(f"% {' '.join(note.split())}" for note in sheet.notes),
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{caption}}}",
            rf"\label{{tab:{sheet.name}}}",
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            *([" & ".join(groups) + r" \\", " ".join(_rules(sheet))] if groups else []),
            heads + r" \\",
            r"\midrule",
            *body[: len(body) - sheet.fixed],
            *([r"\midrule"] if sheet.fixed else []),
            *body[len(body) - sheet.fixed :],
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
            "",
        ]
    )


def _rules(sheet: Sheet) -> list[str]:
    """A thin line below each group of heads."""
    found, first = [], 1
    for group, span in sheet.spans:
        if group:
            found.append(rf"\cmidrule(lr){{{first}-{first + span - 1}}}")
        first += span
    return found


def escaped(text: str) -> str:
    """Text in which LaTeX finds no command."""
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _latex_entry(entry: Entry) -> str:
    """The number with its marks and errors; the range over seeds, which makes a page too wide, is in the CSV of the score table."""
    lines = [line for line in entry.small if "…" not in line]
    number = entry.text.replace("-", "$-$", 1) if entry.value is not None and entry.text.startswith("-") else escaped(entry.text)
    small = rf" {{\scriptsize {escaped(' '.join(lines))}}}" if lines else ""
    return number + escaped(entry.marks) + small


def _title(sheet: Sheet, place: int) -> str:
    head = sheet.heads[place]
    return head.title if sum(head.title == other.title for other in sheet.heads) == 1 else f"{head.title} ({head.group})"


def _value(sheet: Sheet, row: tuple[Entry, ...], place: int) -> str:
    entry = row[place]
    if entry.value is not None and sheet.heads[place].numeric:
        return f"{entry.value:.4f}".rstrip("0").rstrip(".")
    return "" if sheet.heads[place].numeric and entry.text == "–" else entry.text
