"""Blank pages, skew, direction, and the way back of every point."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from services.ocr import straighten
from services.ocr.straighten import Turn
from tests import scans

LETTER = {
    "subject": "Antrag auf Sondernutzung",
    "body": "\n\n".join(f"Absatz {number}: Wir beantragen die Nutzung des Marktplatzes." for number in range(12)),
}


def dark(page: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return straighten.ink(straighten.small(page, 300))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("skew", [-4.4, -1.0, 0.0, 0.5, 3.2])
def test_skew_is_found_on_noisy_pages(seed: int, skew: float) -> None:
    page = scans.worn(scans.draw(LETTER, seed)[0], seed, skew=-skew)

    assert straighten.slant(dark(page)).skew == pytest.approx(skew, abs=0.2)


@pytest.mark.parametrize("noise", [0.0, 6.0, 15.0])
def test_paper_without_print_is_blank(noise: float) -> None:
    paper = Image.new("L", (2480, 3508), 255)

    assert straighten.blank(dark(scans.worn(paper, 3, noise=noise)))


def test_a_page_number_is_not_blank() -> None:
    page = Image.new("L", (2480, 3508), 255)
    ImageDraw.Draw(page).text((1200, 3300), "- 12 -", font=scans._font(scans.TYPEFACES[0][0], 42), fill=25)

    assert not straighten.blank(dark(scans.worn(page, 1, skew=0.0)))


@pytest.mark.parametrize("seed", range(4))
def test_pages_on_their_side_are_suspected_and_others_not(seed: int) -> None:
    standing = dark(scans.worn(scans.draw(LETTER, seed)[0], seed))

    for quarter in range(4):
        turned = np.rot90(standing, quarter)
        assert straighten.sideways(turned, straighten.slant(turned)) == (quarter % 2 == 1)


def test_tiny_images_are_blank_and_straight() -> None:
    nothing = dark(Image.new("L", (3, 2), 0))

    assert straighten.blank(nothing)
    assert straighten.slant(nothing).skew == 0.0


@settings(deadline=None)
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-5, 5),
    st.floats(0.25, 0.75),
    st.floats(0.25, 0.75),
)
def test_every_point_finds_its_way_back(rotation: int, skew: float, x: float, y: float) -> None:
    """A spot drawn on the page, turned as for reading, lies where the turned image shows it."""
    page = Image.new("L", (300, 420), 255)
    page.paste(0, (int(x * 300) - 3, int(y * 420) - 3, int(x * 300) + 3, int(y * 420) + 3))
    turn = Turn(300, 420, rotation, skew)

    rows, columns = np.nonzero(np.asarray(turn.apply(page)) < 128)

    found_x, found_y = turn.back(float(columns.mean()) + 0.5, float(rows.mean()) + 0.5)
    assert abs(found_x * 300 - int(x * 300)) < 1.5
    assert abs(found_y * 420 - int(y * 420)) < 1.5
