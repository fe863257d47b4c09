"""A letter read from the text of its first pages: sender, recipient, subject, reference, date. Proposals, no more.

German letters keep an order (DIN 5008): letterhead, address window, reference line and date, subject, salutation.
The landmarks are the salutation and the block with a postcode; all patterns forgive what recognition does to letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filing_plan.dates import find_day
from filing_plan.letters import Letter

_HEAD_LINES = 60
"""A first page has about as many lines; what stands below is no letterhead."""

_SALUTATION = re.compile(
    r"^\W*(s[eo]hr\s+gee?h\w+|(guten\s+(tag|morgen|abend)|ha[l1i]{2}o|lieber?|liebes|moin|servus|hi|werter?)\b.{0,60}[,!]?$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\W*(mit\s+(freun\w+|best\w+|herz\w+|koll\w+)\s+\w*gr[uüo]\w*|(viele|beste|herzliche|freundliche|liebe)\s+gr[uü]\w*"
    r"|hochachtungsvoll|gru[sß]+\b)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^\W*(?:betre[fitl]{1,3}|betr|subject|thema)\s*[.:]+\s*(.*)$", re.IGNORECASE)
_FROM = re.compile(r"^\W*(?:von|absender(?:in)?|from)\s*:\s*(.+)$", re.IGNORECASE)
_TO = re.compile(r"^\W*(?:an|empfänger(?:in)?|to)\s*:\s*(.+)$", re.IGNORECASE)
_TITLE = re.compile(
    r"^\W*(niederschrift|protokoll|ergebnisprotokoll|(akten)?vermerk|rechnung|antrag|anmeldung|abmeldung|bescheid|\w*vertrag\b"
    r"|bericht|bekanntmachung|einladung|mahnung|bescheinigung|meldung|verfügung|\w*vereinbarung\b|einspruch|widerspruch)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:D\s*-\s*)?\d{5}\s+[A-ZÄÖÜ]")
_ADDRESSEE = re.compile(
    r"^\W*(an\s+(den|die|das)\b|herrn?\b|frau\b|firma\b|familie\b|eheleute\b|(der\s+)?magistrat\b|(kreis)?stadt\b|gemeinde|"
    r"(stadt|gemeinde)verwaltung|stadtwerke|ordnungsamt|bauamt|standesamt|steueramt|bürgerbüro|bürgerservice)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:unser\s+zeichen|(?<!ihr\s)\bzeichen|unsere?\s+nachricht|mein\s+zeichen|gesch[äa]ftszeichen|aktenzeichen|az|gz"
    r"|rechnungs?[- ]?(?:nr|nummer)|rechnung\s+nr|vorgangs?[- ]?(?:nr|nummer))\s*[.:]+\s*"
    r"([\w./()\-–+]+(?: [\w./()\-–+]*\d[\w./()\-–+]*){0,3})",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(iban|bic|swift|blz|tel(efon)?|fax|telefax|mobil|e-?mail|internet|www|ust-?id\w*|steuer-?n(r|ummer)|handelsregister"
    r"|hr[ab]|gläubiger-?id|sprechzeiten|öffnungszeiten|bankverbindung|geschäftsführer\w*|kto|konto-?nr)\b|@",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"^\W*(seite\s+\d+|\d{1,3}|blatt\s+\d+|eingegangen|eingang\w*|posteingang|(vorab\s+)?per\s+(e-?mail|fax|post|einschreiben).*"
    r"|einschreiben.*|persönlich.*|vertraulich|kopie|entwurf|durchschrift|im\s+hause|verteiler)\W*$",
    re.IGNORECASE,
)
_REFERENCE_ROW = re.compile(
    r"^\W*(ihr\s+zeichen|ihre\s+nachricht|unser\s+zeichen|datum|telefon|durchwahl|bearbeite|sachbearbeit|az\b|aktenzeichen|"
    r"gesch[äa]ftszeichen|auskunft\s|zimmer|kassenzeichen|kunden-?n|rechnungs-?(nr|nummer|datum))",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s*[·•|»]\s*")
_BEFORE_STREET = re.compile(r"\s+[-–—]\s+(?=\D*\d)|,\s+(?=\D*\d)")


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring lines without an empty one between; ``first`` is the number of the first."""

    first: int
    lines: tuple[str, ...]


def letter_of_page_text(text: str) -> Letter:
    """What the text of a letter's pages says of itself. What was not found is empty; the body then holds all."""
    lines = [" ".join(line.split()) for line in text.replace("\u00ad", "").splitlines()]
    salutation = _first(_SALUTATION, lines)
    head = lines[: salutation if salutation is not None else _HEAD_LINES]
    subject, after = _subject(lines, head, salutation)
    address = _address(head)
    sender = _labelled(_FROM, head) or _sender(head, address) or _signature(lines)
    recipient = _labelled(_TO, head) or ", ".join(address.lines if address else ())
    body = "\n".join(line for line in lines[after:] if not _is_contact(line))
    return Letter(_clean(sender), _clean(recipient), subject, body, _reference(head), find_day(head, lines))


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> int | None:
    return next((i for i, line in enumerate(lines) if pattern.search(line)), None)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    start = 0
    for i, line in enumerate([*lines, ""]):
        if not line:
            if i > start:
                yield _Block(start, tuple(lines[start:i]))
            start = i + 1


def _subject(lines: Sequence[str], head: Sequence[str], salutation: int | None) -> tuple[str, int]:
    """The subject and the number of the line after it: by its label, before the salutation, or a title."""
    labelled = _first(_SUBJECT, lines[: max(len(head), _HEAD_LINES)])
    if labelled is not None:
        match = _SUBJECT.search(lines[labelled])
        found = [match[1]] if match and match[1] else []
        end = labelled + 1
        while end < len(lines) and lines[end] and len(found) < 2 and not _closes_subject(lines[end]):
            found.append(lines[end])
            end += 1
        return _clean(" ".join(found)), end
    if salutation is not None:
        block = _subject_block(head)
        return (_clean(" ".join(block.lines)), salutation) if block else ("", 0)
    title = _first(_TITLE, head)
    return (_clean(head[title]), title + 1) if title is not None else ("", 0)


def _closes_subject(line: str) -> bool:
    return bool(_SALUTATION.search(line) or _REFERENCE_ROW.search(line) or _FROM.search(line) or _TO.search(line))


def _subject_block(head: Sequence[str]) -> _Block | None:
    """The last block before the salutation that is no address, no reference line and no date alone."""
    for block in reversed(list(_blocks(head))):
        kept = tuple(
            line for line in block.lines if not (_NOISE.search(line) or _is_reference(line) or _is_contact(line))
        )
        if any(_POSTCODE.search(line) for line in kept):
            return None  # the address window: nothing stood between it and the salutation
        if kept and len(" ".join(kept)) >= 4:
            return _Block(block.first, kept[-3:])
    return None


def _is_reference(line: str) -> bool:
    """A reference line, or a line that holds a date and hardly more ('Erbach, den 3. Mai 2024')."""
    if _REFERENCE_ROW.search(line) or (_REFERENCE.match(line) and len(line.split()) <= 4):
        return True
    return find_day([line], []) is not None and len(re.findall(r"[^\W\d_]{3,}", line)) <= 3


def _is_contact(line: str) -> bool:
    """A line of the letterhead's small print: telephone, bank, opening hours."""
    hits = len(_CONTACT.findall(line))
    return hits >= 2 or (hits == 1 and len(line) < 60 and len(line.split()) <= 7)


def _address(head: Sequence[str]) -> _Block | None:
    """The address window: the block with a postcode that begins like an address, else the second one with one."""
    blocks = [b for b in _blocks(head) if any(_POSTCODE.search(line) for line in b.lines)]
    for block in blocks:
        for offset, line in enumerate(block.lines):
            if _ADDRESSEE.search(line) and (offset > 0 or block.first > 0):
                end = next(i for i, each in enumerate(block.lines) if i >= offset and _last_of_address(block, i))
                return _Block(block.first + offset, block.lines[offset : end + 1])
    return blocks[1] if len(blocks) > 1 else None


def _last_of_address(block: _Block, i: int) -> bool:
    return bool(_POSTCODE.search(block.lines[i])) or i == len(block.lines) - 1


def _sender(head: Sequence[str], address: _Block | None) -> str:
    """The first line of the letterhead that says who writes."""
    for line in head[: address.first if address else 6]:
        if not line or _NOISE.search(line) or _is_contact(line) or _is_reference(line):
            continue
        name = (_DOT if _DOT.search(line) else _BEFORE_STREET).split(line)[0]
        if len(re.findall(r"[^\W\d_]", name)) >= 4 and not _POSTCODE.match(name):
            return name
    return ""


def _signature(lines: Sequence[str]) -> str:
    closing = _first(_CLOSING, lines)
    if closing is None:
        return ""
    for line in lines[closing + 1 : closing + 6]:
        name = re.sub(
            r"^\W*(i\.?\s*[av]\.?|im\s+auftrag|in\s+vertretung|gez\.?|ppa\.?)\W*", "", line, flags=re.IGNORECASE
        )
        if len(re.findall(r"[^\W\d_]", name)) >= 4:
            return name
    return ""


def _labelled(pattern: re.Pattern[str], head: Sequence[str]) -> str:
    found = _first(pattern, head)
    match = pattern.search(head[found]) if found is not None else None
    return re.sub(r"\s*[<\[(]?\S+@\S+[>\])]?", "", match[1]) or match[1] if match else ""


def _reference(head: Sequence[str]) -> str:
    """The sender's own sign; 'Ihr Zeichen' is ours and no proposal."""
    for line in head:
        match = _REFERENCE.search(line)
        if match and any(c.isdigit() for c in match[1]):
            return match[1].strip(" ,;")
    return ""


def _clean(text: str) -> str:
    """One line without what recognition leaves at its ends, at most 300 characters."""
    return " ".join(text.split()).strip(" -–—_|·•:;,\"'*=~")[:300]
