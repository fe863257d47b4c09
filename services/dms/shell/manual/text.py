"""The manual (``docs/manual``) as HTML, and where words stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from filing_plan.text import folded_words

FOLDER = Path(__file__).parents[4] / "docs" / "manual"
START = "README"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_PAGE_LINK = re.compile(r'href="([a-zA-Z][\w-]*)\.md(#[\w-]*)?"')
_OUTSIDE = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>')


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of the manual; ``name`` stands in its address."""

    name: str
    title: str
    html: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, as plain words; ``anchor`` is its place on the page."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Where the words of a search stand."""

    chapter: Chapter
    section: Section


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every file in the order of the overview; empty where the manual is not installed."""
    if not (FOLDER / f"{START}.md").is_file():
        return ()
    overview = (FOLDER / f"{START}.md").read_text(encoding="utf-8")
    names = dict.fromkeys([START, *re.findall(r"\(([a-z][\w-]*)\.md", overview)])
    names |= dict.fromkeys(sorted(path.stem for path in FOLDER.glob("*.md")))
    return tuple(_read(name) for name in names if (FOLDER / f"{name}.md").is_file())


def chapter(name: str) -> Chapter | None:
    """None for a name that is not one of the files."""
    return next((found for found in chapters() if found.name == name), None)


def passages(words: str, most: int = 20) -> list[Passage]:
    """Sections in which every word stands, at least as the beginning of one."""
    typed = folded_words(words)
    if not typed:
        return []
    found = [
        Passage(each, section)
        for each in chapters()
        for section in each.sections
        if _has_all(typed, folded_words(f"{section.title} {section.text}"))
    ]
    return found[:most]


def _has_all(typed: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return all(any(word.startswith(each) for word in there) for each in typed)


def _read(name: str) -> Chapter:
    source = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    tokens = _MARKDOWN.parse(source)
    title, sections, heading, anchor, words = name, [], "", "", ""
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            sections.append(Section(heading, anchor, words.strip()))
            heading, words = tokens[at + 1].content, ""
            anchor = "-".join(folded_words(heading))
            token.attrSet("id", anchor)
            title = heading if token.tag == "h1" else title
            # The page has its own first heading: those of the manual stand below it.
            token.tag = tokens[at + 2].tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        elif token.type == "inline" and tokens[at - 1].type != "heading_open":
            words += " " + "".join(child.content or " " for child in token.children or ())
    sections.append(Section(heading, anchor, words.strip()))
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Chapter(name, title, _linked(html), tuple(section for section in sections if section.title))


def _linked(html: str) -> str:
    """Links between the files become links between the pages; what lies outside the manual is only named."""
    html = _OUTSIDE.sub(r"\1", html)
    html = _PAGE_LINK.sub(lambda found: f'href="/manual/{found[1]}{found[2] or ""}"', html)
    html = html.replace("<table>", '<table class="kern-table kern-table--small">')
    return html.replace("<th>", '<th class="kern-table__header" scope="col">').replace(
        "<td>", '<td class="kern-table__cell">'
    )
