"""Letters read from page text: invented pages in the usual layouts, also as recognition spoils them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filing_plan.dates import find_day
from filing_plan.letterhead import letter_of_page_text

DIN = """Ingenieurbüro Quell & Partner · Am Wehr 4 · 64283 Darmstadt
Tel. 06151 12345 · Fax 06151 12346 · www.quell.example

Magistrat der Stadt Michelstadt
Bauverwaltung
Frankfurter Straße 3
64720 Michelstadt

Ihr Zeichen: 3/66   Ihre Nachricht vom 02.05.2024
Unser Zeichen: Q-24/118   Datum: 14.05.2024

Brückenprüfung Mühlsteg, Bericht
hier: Geländer

Sehr geehrte Damen und Herren,

bei der Prüfung am 12.05.2024 war das Geländer lose.

Mit freundlichen Grüßen

i. A. Ruth Quell

Bankverbindung: Sparkasse IBAN DE00 1234 BIC ABCDEFGH
"""

PRIVATE = """Herta Winkelmeier
Lindenstr. 5
64711 Erbach

An die
Stadt Erbach, Steueramt
Neckarstraße 3
64711 Erbach

Erbach, den 3. Februar 2025

Betr.: Mein Dackel ist gestorben

Guten Tag Frau Bachmann,

bitte melden Sie ihn ab. Er war geboren am 01.04.2011.

H. Winkelmeier
"""

MAIL = """Von: Jonas Keller <jonas@keller.example>
Gesendet: Montag, 6. Mai 2024 10:12
An: bauamt@erbach.example
Betreff: Gartenhütte erlaubt?

Hallo zusammen,

darf ich eine Hütte bauen?

Gruß
Jonas Keller
"""

MINUTES = """Ortsbeirat Steinbach

Niederschrift über die Sitzung am 9. Juni 2024

Beginn 19 Uhr. Anwesend sind fünf Mitglieder.

Steinbach, den 11. Juni 2024
"""


def test_a_business_letter() -> None:
    letter = letter_of_page_text(DIN)
    assert letter.sender == "Ingenieurbüro Quell & Partner"
    assert letter.recipient.startswith("Magistrat der Stadt Michelstadt, Bauverwaltung")
    assert letter.subject == "Brückenprüfung Mühlsteg, Bericht hier: Geländer"
    assert letter.their_reference == "Q-24/118"
    assert letter.day == date(2024, 5, 14)
    assert "Geländer lose" in letter.body
    assert "IBAN" not in letter.body


def test_a_private_letter() -> None:
    letter = letter_of_page_text(PRIVATE)
    assert letter.sender == "Herta Winkelmeier"
    assert letter.recipient.startswith("An die, Stadt Erbach, Steueramt")
    assert letter.subject == "Mein Dackel ist gestorben"
    assert letter.day == date(2025, 2, 3)
    assert letter.their_reference == ""


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("Zeichen: VG 24-011/Tr", "VG 24-011/Tr"),
        ("Unser Zeichen: VG 24-011/Tr", "VG 24-011/Tr"),
        ("Ihr Zeichen: MIC 610-0007/2025", ""),
        ("Kassenzeichen: 4711.0815", ""),
    ],
)
def test_the_senders_own_sign_is_the_reference(line: str, reference: str) -> None:
    text = f"Büro Quell\nMühlweg 1, 64711 Erbach\n\n{line}\n\nBrücke am Mühlsteg\n\nSehr geehrte Damen und Herren,\n"
    assert letter_of_page_text(text).their_reference == reference


def test_a_printed_mail() -> None:
    letter = letter_of_page_text(MAIL)
    assert letter.sender == "Jonas Keller"
    assert letter.recipient == "bauamt@erbach.example"
    assert letter.subject == "Gartenhütte erlaubt?"
    assert letter.day == date(2024, 5, 6)


def test_minutes_without_salutation() -> None:
    letter = letter_of_page_text(MINUTES)
    assert letter.subject == "Niederschrift über die Sitzung am 9. Juni 2024"
    assert letter.sender == "Ortsbeirat Steinbach"
    assert letter.day == date(2024, 6, 11)
    assert "fünf Mitglieder" in letter.body


def test_a_misread_page_still_gives_its_subject() -> None:
    noisy = DIN.replace("Sehr geehrte", "Sehr geehrle").replace("Bericht\nhier", "Bericht \nhier").replace("·", "•")
    letter = letter_of_page_text("| ' ~\n" + noisy)
    assert letter.subject.startswith("Brückenprüfung Mühlsteg")
    assert letter.sender == "Ingenieurbüro Quell & Partner"
    assert letter_of_page_text(PRIVATE.replace("Betr.:", "Betreft:")).subject == "Mein Dackel ist gestorben"


def test_a_salutation_inside_a_form_is_none() -> None:
    text = (
        "Anmeldung eines Hundes\n\nName: Kurt\n\nGuten Tag, laut Tierheim gibt es eine Befreiung, die ich mit beantrage"
    )
    assert letter_of_page_text(text).subject == "Anmeldung eines Hundes"


def test_the_signature_names_the_sender_where_no_letterhead_does() -> None:
    text = "12.03.2024\n\nSehr geehrte Damen und Herren,\n\nbitte rufen Sie an.\n\n"
    text += "Mit freundlichen Grüßen\n\ngez. Paula Ritter"
    assert letter_of_page_text(text).sender == "Paula Ritter"
    assert letter_of_page_text(text).subject == ""


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Michelstadt, 3. März 2024", date(2024, 3, 3)),
        ("Datum: 03.03.24", date(2024, 3, 3)),
        ("2024-03-03", date(2024, 3, 3)),
        ("Erbach, den 3 . 3 . 2024", date(2024, 3, 3)),
        ("Michelstadt, den 3. Marz 2024", date(2024, 3, 3)),
        ("geb. 01.02.1950", None),
        ("Ihr Schreiben vom 01.02.2024", None),
        ("31.02.2024", None),
        ("3. Foo 2024", None),
        ("192.168.10.12", None),
    ],
)
def test_dates(line: str, day: date | None) -> None:
    assert find_day([line], []) == day


def test_the_labelled_date_wins_over_others_in_the_head() -> None:
    assert find_day(["Besprechung Nr. 4 12.01.2024 im Rathaus", "Datum: 15.01.2024"], []) == date(2024, 1, 15)


def test_a_date_beside_the_signature_serves_where_the_head_has_none() -> None:
    assert find_day([], ["Text vom 01.01.2020", "Erbach, den 5.6.2024"]) == date(2024, 6, 5)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=600))
def test_any_text_gives_a_letter_with_bounded_fields(text: str) -> None:
    letter = letter_of_page_text(text)
    assert max(len(letter.subject), len(letter.sender), len(letter.recipient)) <= 300
    assert "\n" not in letter.subject + letter.sender + letter.recipient
    assert len(letter.body) <= len(text)
