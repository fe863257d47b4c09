"""``aktenverbund serve`` and ``demo``."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from services.dms import outbox
from services.dms.commands.common import say
from services.dms.installation import Installation
from services.dms.organisation.actor import SYSTEM
from services.dms.records.models import Document
from services.dms.runtime import Runtime
from services.dms.serve import serve
from shared.catalogue import text
from shared.settings import Settings

LOOK_EVERY = 0.5


def serving(settings: Settings, compose: Callable[[Settings], Runtime]) -> int:
    """Serve until told to stop."""

    def bound(host: str, port: int) -> None:
        print(text("cli-serving", host=host, port=str(port)), flush=True)
        if settings.demo:
            _demo_people()

    def web(runtime: Runtime) -> Any:
        from services.dms.app import create_app

        return create_app(runtime)

    serve(settings, compose, web, bound)
    return 0


def _demo_people() -> None:
    from services.dms.demo.town import PASSWORD, towns

    print(text("cli-demo-people", password=PASSWORD))
    for town in towns():
        print(f"  {town.name}: " + ", ".join(person.username for person in town.people if person.sign_in), flush=True)


def demo(asked: argparse.Namespace, settings: Settings, compose: Callable[[Settings], Runtime]) -> int:
    """Create the demo without serving: towns, people, and the letters, read and filed. May be called again."""
    demo_settings = settings.model_copy(update={"demo": True})
    held = Installation(settings.data)
    try:
        runtime = compose(demo_settings)
        try:
            count = _created(runtime)
        finally:
            runtime.close()
    finally:
        held.release()
    say(asked.json, {"documents": count}, text("cli-demo-created", count=count))
    if not asked.json:
        _demo_people()
    return 0


def _created(runtime: Runtime) -> int:
    from services.dms.demo.create import create

    create(runtime)
    runtime.start()
    while True:
        with runtime.reading(SYSTEM) as tx:
            busy = bool(outbox.waiting(tx.session))
            count = tx.session.scalar(select(func.count()).select_from(Document)) or 0
        if not busy:
            return count
        time.sleep(LOOK_EVERY)
