"""``aktenverbund plan suggest``: positions for letters of a file, without a server and without an installation."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from filing_plan.letters import Example, Letter, Suggestion
from filing_plan.plan import joint_plan
from shared.catalogue import text

DONE, FAILED = 0, 1


class LettersFileError(ValueError):
    """The file cannot be used; its text is German and names the file and the line."""


@dataclass(frozen=True, slots=True)
class FiledLetter:
    """One line of a letters file; ``position`` is empty where the file does not know it."""

    id: str
    letter: Letter
    position: str


def run(letters_file: Path, learn_file: Path | None, out: TextIO, as_json: bool) -> int:
    """Print one line per letter: with ``as_json`` an object ``{"id", "positions": [{"position", "score", "reason"}]}``,
    else the best position in words. Only sender, subject and body of a letter are looked at.

    Returns the exit code: 0, or 1 with a reason on stderr."""
    from filing_plan.suggest import Suggester  # numpy is loaded for this command only

    try:
        letters = list(read_letters(letters_file))
        taught = list(read_letters(learn_file, with_positions=True)) if learn_file else []
    except LettersFileError as wrong:
        print(f"aktenverbund: {wrong}", file=sys.stderr)
        return FAILED
    suggester = Suggester()
    examples = [Example(each.letter, each.position, each.id) for each in taught]
    model = suggester.learn(examples) if examples else None
    for each in letters:
        suggestions = suggester.suggest(each.letter, model=model)
        print(_object(each.id, suggestions) if as_json else _line(each.id, suggestions), file=out)
    return DONE


def read_letters(path: Path, with_positions: bool = False) -> Iterator[FiledLetter]:
    """The letters of a JSON Lines file. ``our_reference`` is never looked at: it would give the position away.

    :raises LettersFileError: for a file that cannot be read or a line that is no letter; ``with_positions``: also for
        a letter whose position is not one of the plan's lowest level."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LettersFileError(text("error-letters-unreadable", file=str(path))) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _letter(line, number, with_positions)
            except (ValueError, KeyError, TypeError) as error:
                raise LettersFileError(text("error-letters-line", file=str(path), line=str(number))) from error


def _letter(line: str, number: int, with_position: bool) -> FiledLetter:
    entry = json.loads(line)
    if not isinstance(entry, dict) or not {"subject", "body"} & entry.keys():
        raise ValueError("no object with a subject or a body")
    letter = Letter(sender=_sender(entry.get("sender")), subject=_words(entry, "subject"), body=_words(entry, "body"))
    position = _words(entry, "position")
    if with_position and not joint_plan().is_lowest(position):
        raise ValueError(f"no position of the lowest level: {position!r}")
    return FiledLetter(str(entry.get("id", number)), letter, position)


def _words(entry: dict[str, Any], field: str) -> str:
    value = entry.get(field) or ""
    if not isinstance(value, str):
        raise TypeError(f"{field} is no text")
    return value


def _sender(value: Any) -> str:
    """A name, or an object with name and address, of which only the name says something about the matter."""
    if isinstance(value, dict):
        return _words(value, "name")
    if isinstance(value, str) or value is None:
        return value or ""
    raise TypeError("sender is neither a text nor an object")


def reason(suggestion: Suggestion) -> str:
    """Why, in German words."""
    if suggestion.because:
        return text(f"suggested-{suggestion.kind}", words=", ".join(suggestion.because))
    return text(f"suggested-{suggestion.kind}-plain")


def _object(letter_id: str, suggestions: list[Suggestion]) -> str:
    positions = [{"position": s.position, "score": s.score, "reason": reason(s)} for s in suggestions]
    return json.dumps({"id": letter_id, "positions": positions}, ensure_ascii=False)


def _line(letter_id: str, suggestions: list[Suggestion]) -> str:
    if not suggestions:
        return f"{letter_id}\t{text('word-suggested-none')}"
    best = suggestions[0]
    label = joint_plan().position(best.position).label
    return f"{letter_id}\t{label}\t{best.score:.0%}\t{reason(best)}"
