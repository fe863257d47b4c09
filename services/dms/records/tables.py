"""Tables as files for other programs: CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

Cell = str | int | date | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Sequence[Cell]], day: str = "%d.%m.%Y") -> Iterator[bytes]:
    """UTF-8 with a mark and semicolons, as office programs in German expect it; dates in the form ``day``.

    A text that begins like a formula gets an apostrophe: a title must never become a command in somebody's table."""
    yield "\ufeff".encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([_plain(cell, day) for cell in row])
        yield line.getvalue().encode()


def _plain(cell: Cell, day: str) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime(day)
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell


def xlsx(title: str, rows: Iterable[Sequence[Cell]], widths: Sequence[int], day: str = "dd.mm.yyyy") -> bytes:
    """One sheet: the first row is the head, frozen and with filters; text stays text, dates are dates."""
    import xlsxwriter  # not at every start

    kept = io.BytesIO()
    # Rows go to temporary files as they come, so that a town's whole inventory is never held in memory.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet(title[:31])
        head, dated = book.add_format({"bold": True}), book.add_format({"num_format": day})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        last = 0
        for last, row in enumerate(rows):
            for column, cell in enumerate(row):
                if last == 0:
                    sheet.write_string(0, column, str(cell), head)
                elif isinstance(cell, date):
                    sheet.write_datetime(last, column, cell, dated)
                elif isinstance(cell, int):
                    sheet.write_number(last, column, cell)
                elif cell is not None:
                    sheet.write_string(last, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(widths) - 1)
    return kept.getvalue()
