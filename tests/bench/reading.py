"""``make bench-reading``: pages per minute from bytes to text, words, previews and PDF/A, beside plain OCRmyPDF.

Both work on the same 40 pages, drawn from the letters of the test data (two thirds grey JPEG, one third fax; eight
typefaces, skew up to 2 degrees, noise), one after the other on the same machine with two workers. We get them as post
comes, most files of one page and some of eight; OCRmyPDF gets one file. Character errors are counted against the text
as drawn, blanks collapsed.

Arguments: ``--pages N`` (default 40), ``--ours`` (leave OCRmyPDF out).
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pikepdf

from services.ocr.children import Children
from services.ocr.handlers import Handlers
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import (
    MAX_PAGES_PER_MESSAGE,
    ArchiveRequested,
    ArchiveWritten,
    Inspected,
    InspectRequested,
    PagesRead,
    PagesRequested,
)
from shared.media_types import PDF
from shared.settings import Settings, load
from tests import material, scans

WORKERS = 2
_LONG = 8


@dataclass(slots=True)
class File:
    """A scanned PDF and what stands on its pages."""

    name: str
    data: bytes
    truth: list[str]


@dataclass(frozen=True, slots=True)
class Run:
    """``texts``: per file, per page. ``processor``: seconds of all processes started for the run."""

    seconds: float
    processor: float
    texts: dict[str, list[str]]


def files(pages: int) -> list[File]:
    """The pages as files; every fifth letter, so that towns, kinds and lengths mix."""
    letters = [letter for start in range(5) for letter in material.letters()[start::5]][:pages]
    made: list[File] = []
    at = 0
    while at < len(letters):
        count = _LONG if len(made) % 13 == 12 else 1
        chosen = letters[at : at + count]
        kind = "ccitt" if len(made) % 3 == 2 else "jpeg"
        truth = [scans.truth(letter, at + number) for number, letter in enumerate(chosen)]
        made.append(File(f"{len(made):03d}-{kind}", scans.pdf_of(chosen, at, kind=kind), truth))
        at += count
    return made


def ours(made: list[File]) -> Run:
    """Through the handlers as the relay calls them: two threads, a pool of two children."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load(data=Path(folder), ocr_workers=WORKERS)
        children = Children(settings)
        handlers = Handlers(FolderBlobStore(settings.blobs), children, settings)
        before, start = _processor(), time.perf_counter()
        try:
            with ThreadPoolExecutor(WORKERS) as threads:
                texts = dict(threads.map(lambda file: _through(handlers, settings, file), made))
            seconds = time.perf_counter() - start
        finally:
            children.close()  # what a child used is counted when it is gone
    return Run(seconds, _processor() - before, texts)


def _processor() -> float:
    """Seconds of processor that ended children and this process have used."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _through(handlers: Handlers, settings: Settings, file: File) -> tuple[str, list[str]]:
    blob = FolderBlobStore(settings.blobs).put("bench", file.data)
    document = uuid4()
    (inspected,) = handlers.handle(InspectRequested(document, blob, PDF))
    assert isinstance(inspected, Inspected) and inspected.problem is None, inspected
    count = len(inspected.pages)
    texts: list[str] = []
    for first in range(1, count + 1, MAX_PAGES_PER_MESSAGE):
        last = min(count, first + MAX_PAGES_PER_MESSAGE - 1)
        (read,) = handlers.handle(PagesRequested(document, blob, PDF, first, last))
        assert isinstance(read, PagesRead)
        texts += [result.text for result in read.results]
    (written,) = handlers.handle(ArchiveRequested(document, blob, PDF, count))
    assert isinstance(written, ArchiveWritten) and written.archive is not None, written
    return file.name, texts


def ocrmypdf(made: list[File]) -> Run:
    """Its program as its manual says, on all pages as one file: that is where its two jobs serve it best."""
    with tempfile.TemporaryDirectory() as name:
        scan, sidecar, out = (Path(name) / part for part in ("scan.pdf", "text.txt", "out.pdf"))
        with pikepdf.new() as joined:
            for file in made:
                with pikepdf.open(io.BytesIO(file.data)) as pdf:
                    joined.pages.extend(pdf.pages)
            joined.save(scan)
        program = Path(sys.executable).with_name("ocrmypdf")
        options = ["-q", "--jobs", str(WORKERS), "-l", "deu", "--output-type", "pdfa", "--sidecar", str(sidecar)]
        options += ["--pdfa-backend", "internal"]  # what it tries first anyway; says that Ghostscript need not be there
        before, start = _processor(), time.perf_counter()
        subprocess.run([program, *options, scan, out], check=True)
        seconds, processor = time.perf_counter() - start, _processor() - before
        pages = iter(sidecar.read_text().split("\f"))
    return Run(seconds, processor, {file.name: [next(pages) for _ in file.truth] for file in made})


def errors(made: list[File], run: Run) -> Iterator[float]:
    """Character error rate of each page."""
    for file in made:
        for page, truth in zip(run.texts[file.name], file.truth, strict=True):
            yield distance(_plain(page), _plain(truth)) / len(_plain(truth))


def _plain(text: str) -> str:
    return " ".join(text.split())


def distance(a: str, b: str) -> int:
    """Levenshtein, bit-parallel (Myers 1999, as Hyyrö 2001 counts it); Python's integers are as wide as needed."""
    if not a:
        return len(b)
    width = (1 << len(a)) - 1
    where: dict[str, int] = {}
    for at, char in enumerate(a):
        where[char] = where.get(char, 0) | 1 << at
    up, down, score = width, 0, len(a)
    last = 1 << (len(a) - 1)
    for char in b:
        equal = where.get(char, 0)
        diagonal = (((equal & up) + up) ^ up) | equal | down
        right = down | (width & ~(diagonal | up))
        left = up & diagonal
        score += bool(right & last) - bool(left & last)
        right = (right << 1 | 1) & width
        up = (left << 1 & width) | (width & ~(diagonal | right))
        down = right & diagonal
    return score


def report(name: str, made: list[File], run: Run) -> float:
    """Print a line; pages per minute."""
    pages = sum(len(file.truth) for file in made)
    rates = list(errors(made, run))
    speed = pages / run.seconds * 60
    mean = 100 * sum(rates) / len(rates)
    spent = run.processor / pages
    print(
        f"{name:9} {speed:6.1f} pages/min  {spent:5.2f} s of processor a page  "
        f"mean CER {mean:.3f} %  worst {100 * max(rates):.2f} %",
        flush=True,
    )
    return speed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--ours", action="store_true")
    options = parser.parse_args()
    made = files(options.pages)
    print(
        f"{options.pages} pages in {len(made)} files, {WORKERS} workers, load {os.getloadavg()[0]:.2f} before",
        flush=True,
    )
    mine = report("ours", made, ours(made))
    print(f"load {os.getloadavg()[0]:.2f} after our run")
    if not options.ours:
        theirs = report("ocrmypdf", made, ocrmypdf(made))
        print(f"load {os.getloadavg()[0]:.2f} after theirs\nours / ocrmypdf = {mine / theirs:.2f}")
        print("(on a loaded machine compare the seconds of processor)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
