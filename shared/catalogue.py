"""The catalogue: every word a user reads, in German and English, from Fluent files (``shared/texts``).

One file per area (``common.ftl``, ``errors.ftl``, ``intray.ftl``, ...); all files of a language form one bundle, so a
key is unique over all of them. Numbers are written as the language does it (``1.024``), so pass years, file
numbers and the like as strings. Both languages have the same keys (a test compares).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from shared.errors import AktenverbundError

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("de", "en")
DEFAULT = "de"


@cache
def _loaded(lang: str) -> tuple[FluentBundle, frozenset[str]]:
    if lang not in LANGUAGES:
        raise KeyError(lang)
    bundle = FluentBundle([lang], use_isolating=False)
    seen: set[str] = set()
    for path in sorted((FOLDER / lang).glob("*.ftl")):
        resource = FluentResource(path.read_text(encoding="utf-8"))
        names = [entry.id.name for entry in resource.body if hasattr(entry, "id")]
        broken = any(type(entry).__name__ == "Junk" for entry in resource.body)
        if broken or len(set(names)) < len(names) or not seen.isdisjoint(names):
            raise ValueError(f"{path.name} ({lang}): a mistake, or a key that stands twice")
        seen.update(names)
        bundle.add_resource(resource)
    return bundle, frozenset(seen)


def bundle(lang: str) -> FluentBundle:
    """All texts of a language. Raises ``ValueError`` for a file with a mistake, or a key that stands twice."""
    return _loaded(lang)[0]


def keys(lang: str) -> frozenset[str]:
    """The keys of a language."""
    return _loaded(lang)[1]


def has(key: str, lang: str = DEFAULT) -> bool:
    return bundle(lang).has_message(key)


def text(key: str, lang: str = DEFAULT, **values: Any) -> str:
    """The text under ``key``. Raises ``KeyError`` for a missing key or a value that the text needs and did not get."""
    texts = bundle(lang)
    message = texts.get_message(key) if texts.has_message(key) else None
    if message is None or message.value is None:
        raise KeyError(key)
    written, errors = texts.format_pattern(message.value, values)
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    return str(written)


def error_text(code: str, lang: str = DEFAULT, **details: Any) -> str:
    """The sentences of an error code: what happened, what is safe, what to do. Unknown codes get the general one."""
    key = "error-" + code.replace("_", "-")
    try:
        return text(key, lang, **details)
    except KeyError:
        return text("error-internal", lang)


def explain(error: AktenverbundError, lang: str = DEFAULT) -> str:
    """What a user reads when ``error`` was raised."""
    return error_text(error.code, lang, **error.details)


def language_for(accepted: str | None) -> str:
    """The language to answer in for an ``Accept-Language`` header: the first of ours in it by weight, else German."""
    wishes: list[tuple[float, int, str]] = []
    for at, part in enumerate((accepted or "").split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, at, name.split("-")[0].lower()))
    return next((name for weight, _, name in sorted(wishes) if name in LANGUAGES and weight < 0), DEFAULT)
