"""The part of a page that is displayed."""

from __future__ import annotations

import pikepdf
import pytest

from services.ocr.pdf_box import shown

MEDIA = [0, 0, 600, 800]


@pytest.mark.parametrize(
    ("media", "crop", "expected"),
    [
        (MEDIA, None, (0, 0, 600, 800)),
        (MEDIA, [10, 20, 300, 400], (10, 20, 300, 400)),
        (MEDIA, [-50, -50, 900, 900], (0, 0, 600, 800)),
        ([600, 800, 0, 0], [300, 400, 10, 20], (10, 20, 300, 400)),
        (MEDIA, [700, 900, 800, 1000], (0, 0, 600, 800)),
    ],
)
def test_crop_box_inside_the_media_box(
    media: list[int], crop: list[int] | None, expected: tuple[float, float, float, float]
) -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        page.obj.MediaBox = pikepdf.Array(media)
        if crop:
            page.obj.CropBox = pikepdf.Array(crop)

        assert shown(page) == expected
