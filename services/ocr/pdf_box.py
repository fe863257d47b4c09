"""The part of a PDF page that is displayed."""

from __future__ import annotations

import pikepdf


def shown(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in user space, before the page's rotation: the crop box as far as it lies inside the
    media box (ISO 32000-1, 14.11.2); either may be written with its corners the other way round."""
    crop, media = _ordered(page.cropbox), _ordered(page.mediabox)
    left, bottom = max(crop[0], media[0]), max(crop[1], media[1])
    right, top = min(crop[2], media[2]), min(crop[3], media[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _ordered(box: pikepdf.Array | pikepdf.Rectangle) -> tuple[float, float, float, float]:
    rectangle = pikepdf.Rectangle(box) if isinstance(box, pikepdf.Array) else box
    return (
        float(min(rectangle.llx, rectangle.urx)),
        float(min(rectangle.lly, rectangle.ury)),
        float(max(rectangle.llx, rectangle.urx)),
        float(max(rectangle.lly, rectangle.ury)),
    )
