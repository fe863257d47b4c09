"""The embedded mode: records, reading and search in one process. The top floor: it alone knows all three services."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from services.dms import cli
from services.dms.organisation.actor import SYSTEM
from services.dms.runtime import Runtime, open_records
from shared.settings import Settings

if TYPE_CHECKING:
    from services.ocr.children import Children
    from shared.german import German
    from shared.ports import SearchIndex


def embedded(settings: Settings) -> Runtime:
    """The runtime on the data folder, created or brought up to date. The caller holds the installation's lock.

    What is imported here is needed by a server only: other commands start quickly and stay small."""
    from services.dms.handlers import lanes
    from services.dms.housekeeping import Housekeeping
    from services.dms.intake.learning import Suggesters
    from services.dms.intake.watcher import Watcher
    from services.dms.relay import Relay
    from services.dms.setting_up import heal_index, set_up
    from services.ocr.children import Children
    from services.ocr.handlers import Handlers
    from services.search.finder import LocalFinder
    from shared.german import German
    from shared.lexicon import Lexicon

    records = open_records(settings)
    set_up(records)
    german = German(Lexicon(settings.lexicon))
    index = _index(settings, german)
    children = Children(settings)
    reader = Handlers(records.blobs, children, settings)
    runtime = Runtime(settings, records.clock, records.engine, records.blobs, index, LocalFinder(index, german), reader)
    suggesters = Suggesters(runtime)
    runtime.relay = Relay(
        partial(runtime.transaction, SYSTEM),
        partial(runtime.reading, SYSTEM),
        runtime.clock,
        lanes(runtime, suggesters),
        lease=settings.lease,
        attempts=settings.attempts,
    )
    tidy = Housekeeping(runtime, partial(children.end_idle, settings.ocr_idle))
    runtime.parts = [suggesters, tidy, Watcher(runtime), _Ending(children)]
    if settings.demo:
        _demo(runtime)
    heal_index(runtime)
    return runtime


def _demo(runtime: Runtime) -> None:
    from services.dms.demo.create import DemoLetters, create_towns

    create_towns(runtime)
    runtime.parts.append(DemoLetters(runtime))


def _index(settings: Settings, german: German) -> SearchIndex:
    """The index on disk; one that is damaged is put away, and built anew from the rows (``heal_index``)."""
    from services.search.tantivy_index import TantivyIndex
    from shared.errors import IndexDamaged

    try:
        return TantivyIndex(settings.index, german)
    except IndexDamaged:
        return TantivyIndex.anew(settings.index, german)


class _Ending:
    """Parser children start on demand; what is asked of them when the server stops is given back by the relay."""

    def __init__(self, children: Children) -> None:
        self._children = children

    def start(self) -> None:
        """Nothing to do before there is something to read."""

    def stop(self) -> None:
        self._children.close()


def main() -> int:
    """The console script ``aktenverbund``."""
    return cli.main(embedded)


if __name__ == "__main__":
    sys.exit(main())
