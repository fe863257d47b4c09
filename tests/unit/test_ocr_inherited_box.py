"""A page whose size stands in the tree above it, as several programs write it."""

from __future__ import annotations

import fpdf
import pypdfium2

from services.ocr.pdf_text import words


def test_words_at_the_top_of_a_page_of_inherited_size_are_there() -> None:
    pdf = fpdf.FPDF(format="A4")
    pdf.set_font("helvetica", size=12)
    pdf.add_page()
    pdf.cell(0, 6, "Kopfzeile", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(0, 6, "Darunter")
    document = pypdfium2.PdfDocument(bytes(pdf.output()))
    try:
        page = document[0]
        found = words(page)
        page.close()
    finally:
        document.close()
    assert [word.text for word in found] == ["Kopfzeile", "Darunter"]
    top = found[0]
    assert 0.02 < top.y < 0.1 and 0.03 < top.x < 0.07
