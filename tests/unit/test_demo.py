"""The demo's towns and letters: sound data, believable scans, own words."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from filing_plan.plan import joint_plan
from services.dms.demo.drawing import draw, draw_pages
from services.dms.demo.letterhead import STYLES
from services.dms.demo.letters import Closing, Fields, Letter, Paragraph, Sheet, Table, filled, letters
from services.dms.demo.town import town, towns
from services.dms.organisation.roles import Role

TODAY = date(2026, 3, 20)
OTHER_LETTERS = Path(__file__).parents[2] / ".." / "shared" / "data" / "letters" / "letters.jsonl"
SIGN_IN = frozenset(Role) - {Role.OPERATOR}


def letter(key: str) -> Letter:
    return next(entry for entry in letters(TODAY) if entry.key == key)


def texts(entry: Letter) -> Iterator[str]:
    """Every text of a letter that is a sentence or could be one."""
    yield entry.subject
    for block in entry.blocks:
        match block:
            case Paragraph(text):
                yield text
            case Fields(rows):
                yield from (value for _, value in rows)
            case Table(_, rows):
                yield from (row[1] for row in rows)
            case Closing(words):
                yield words
            case Sheet(title):
                yield title


def test_thirty_letters_over_five_tenants() -> None:
    every = letters(TODAY)
    assert Counter(entry.tenant for entry in every) == {
        "michelstadt": 10,
        "erbach": 6,
        "oberzent": 6,
        "brombachtal": 5,
        "schulung": 3,
    }
    assert len({entry.key for entry in every}) == 30
    assert len({entry.file_name for entry in every}) == 30


def test_every_tenant_has_all_demo_sign_ins_and_a_sound_tree() -> None:
    for entry in towns():
        signing_in = [person for person in entry.people if person.sign_in]
        assert {person.role for person in signing_in} == SIGN_IN
        assert {person.username for person in signing_in} == {f"{role}@{entry.code}" for role in SIGN_IN}
        assert all(entry.office(person.office).code == person.office for person in entry.people if person.office)
        seen: set[str] = set()
        for office in entry.offices:
            assert re.fullmatch(r"[a-z][a-z0-9_-]*", office.code)
            assert office.parent is None or office.parent in seen, "parents come first"
            seen.add(office.code)
        assert len(seen) == len(entry.offices)
    usernames = [person.username for entry in towns() for person in entry.people]
    assert len(usernames) == len(set(usernames))
    assert [entry.code for entry in towns() if entry.sandbox] == ["schulung"]


def test_letters_go_to_offices_that_exist_and_are_filed_by_somebody_there() -> None:
    for entry in letters(TODAY):
        receiver = town(entry.tenant)
        assert receiver.office(entry.office).code == entry.office
        if entry.filing:
            assert receiver.clerk_of(entry.office).office == entry.office


def test_half_of_the_letters_are_filed_some_of_them_together() -> None:
    filings = [(entry.tenant, entry.filing) for entry in letters(TODAY) if entry.filing]
    assert len(filings) == 15
    assert len(set(filings)) == 13
    assert all(joint_plan().is_lowest(filing.position) for _, filing in filings)


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2028, 2, 29), date(2030, 12, 31)])
def test_the_demo_always_looks_current(today: date) -> None:
    for entry in letters(today):
        assert entry.day <= entry.received <= today
        assert (today - entry.day).days <= 60
        assert not any("{" in text for text in texts(entry))


def test_places_for_days_are_filled() -> None:
    assert filled("am {D-3}, dem {L+1}, bis {Y+1}; {D}", date(2024, 2, 28)) == (
        "am 25.02.2024, dem 29. Februar 2024, bis 2025; 28.02.2024"
    )


def test_everything_is_invented() -> None:
    everything = json.dumps([list(texts(entry)) for entry in letters(TODAY)])
    assert all(country == "DE00" for country in re.findall(r"\bDE\d\d\b", everything))
    contacts = [entry.sender.contact for entry in letters(TODAY) if entry.sender.contact]
    assert contacts and all(contact.endswith(".example") for contact in contacts)


def _sentences(text: str) -> set[tuple[str, ...]]:
    found = (tuple(re.findall(r"\w+", sentence.lower())) for sentence in re.split(r"[.!?;\n]", text))
    return {words for words in found if len(words) >= 8}


def test_no_sentence_is_shared_with_the_test_letters() -> None:
    if not OTHER_LETTERS.is_file():
        pytest.skip("the test letters beside the repository are absent: nothing to compare with")
    others: set[tuple[str, ...]] = set()
    for line in OTHER_LETTERS.read_text(encoding="utf-8").splitlines():
        others |= _sentences(json.loads(line)["body"])
    own = {words for entry in letters(TODAY) for text in texts(entry) for words in _sentences(text)}
    assert len(own) > 150
    assert not own & others


@cache
def drawn(key: str) -> bytes:
    return draw(letter(key))


@pytest.mark.parametrize("key", [entry.key for entry in letters(TODAY)])
def test_a_drawn_letter_has_its_pages_and_no_text_layer(key: str) -> None:
    entry, data = letter(key), drawn(key)
    if entry.media == "pdf":
        with pypdfium2.PdfDocument(data) as pdf:
            assert len(pdf) == entry.page_count
            for page in pdf:
                assert page.get_textpage().count_chars() == 0
                assert page.get_size() == pytest.approx((595.3, 841.9), abs=0.2)
    else:
        with Image.open(io.BytesIO(data)) as image:
            assert getattr(image, "n_frames", 1) == entry.page_count
            assert image.info["dpi"][0] == pytest.approx(entry.dpi)


@pytest.mark.parametrize("key", ["mic-laterne", "mic-vereinsfoerderung", "bro-grundsteuer"])
def test_drawing_the_same_letter_twice_gives_the_same_bytes(key: str) -> None:
    assert draw(letter(key)) == drawn(key)


def test_what_the_letters_are_there_to_show() -> None:
    every = letters(TODAY)
    assert {entry.style for entry in every} == set(STYLES)
    assert {entry.media for entry in every} == {"pdf", "tiff", "jpeg"}
    assert any(isinstance(block, Table) for block in letter("mic-rechnung-leuchten").blocks)
    assert max(entry.page_count for entry in every) == 3


def _dark(image: Image.Image, box: tuple[float, float, float, float]) -> float:
    """Share of ink in a part of a page, given in fractions of its width and height."""
    left, top, right, bottom = box
    part = image.crop(
        (int(left * image.width), int(top * image.height), int(right * image.width), int(bottom * image.height))
    )
    return sum(part.histogram()[:128]) / (part.width * part.height)


def test_an_empty_back_is_empty_and_a_turned_page_stands_on_its_head() -> None:
    front, back, _ = draw_pages(letter("obz-jagdpacht"))
    assert _dark(front, (0, 0, 1, 1)) > 0.01 > 0.0001 > _dark(back, (0, 0, 1, 1))
    upright, turned = draw_pages(letter("bro-spielplatz"))
    bottom, top = (0.1, 0.55, 0.9, 0.95), (0.1, 0.05, 0.9, 0.45)
    assert _dark(turned, bottom) > 4 * _dark(turned, top)
    assert _dark(upright, top) > 0.005
