"""Names of downloads in headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dms.intake.parts import clean_name
from services.dms.rest.download import attachment


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("brief.pdf", "attachment; filename=\"brief.pdf\"; filename*=UTF-8''brief.pdf"),
        ("Müller.pdf", "attachment; filename=\"Muller.pdf\"; filename*=UTF-8''M%C3%BCller.pdf"),
        ("日本", "attachment; filename=\"Datei\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
        ('a";b', "attachment; filename=\"a__b\"; filename*=UTF-8''a%22%3Bb"),
    ],
)
def test_a_name_is_told_twice(name: str, header: str) -> None:
    assert attachment(name) == header


@given(st.text(max_size=300))
def test_no_name_breaks_a_header_or_leaves_its_folder(name: str) -> None:
    label = clean_name(name)
    assert 0 < len(label) <= 200 and "/" not in label and "\\" not in label and label.isprintable()
    header = attachment(label)
    assert header.isascii() and header.isprintable() and header.count('"') == 2
