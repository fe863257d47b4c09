"""The watched folders: ``<data>/scans/<tenant>/<office>/``. A scan is taken once, whatever happens meanwhile."""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager
from typing import Protocol

import structlog
from sqlalchemy import select

from services.dms.db import Tx
from services.dms.intake.actions import Inlet, Place, receive
from services.dms.intake.models import TakenScan
from services.dms.intake.scan_folder import Claim, ScanFolder
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.records.models import Document
from shared.catalogue import error_text
from shared.errors import DomainError, StorageFull

OFFICES_EVERY = 30.0
"""Seconds after which new offices get their folder."""
PAUSE = 30.0
"""Seconds before something that went wrong with a scan is tried again."""

_log = structlog.get_logger("watcher")


class Watched(Place, Protocol):
    """What the watcher needs of the runtime."""

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]: ...


class Watcher:
    """One thread over all folders. Nothing is kept in memory that a crash could lose."""

    def __init__(self, place: Watched) -> None:
        self._place = place
        self._folders: list[tuple[ScanFolder, Tenant, Office]] = []
        self._looked = float("-inf")
        self._later: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - the next look tries again
                _log.error("look_failed", exc_info=error)
            self._stopping.wait(self._place.settings.watch_interval)

    def look(self) -> int:
        """Look once into every folder; returns how many scans became documents."""
        if time.monotonic() - self._looked >= OFFICES_EVERY:
            self._find_folders()
        return sum(self._look_into(*folder) for folder in self._folders)

    def _find_folders(self) -> None:
        known = {folder.path: folder for folder, _, _ in self._folders}
        with self._place.reading(SYSTEM) as tx:
            rows = tx.session.execute(select(Tenant, Office).join(Office, Office.tenant_id == Tenant.id)).all()
            tx.session.expunge_all()
        settings = self._place.settings
        self._folders = []
        for tenant, office in rows:
            path = settings.scans / tenant.code / office.code
            folder = known.get(path) or ScanFolder(path, settings.watch_settle)
            folder.prepare()
            self._folders.append((folder, tenant, office))
        self._looked = time.monotonic()

    def _look_into(self, folder: ScanFolder, tenant: Tenant, office: Office) -> int:
        for path in folder.complete():
            folder.claim(path)
        taken = 0
        for claim in folder.claims():
            if self._stopping.is_set():
                break
            if time.monotonic() >= self._later.get(claim.id, 0.0):
                taken += self._take(folder, claim, tenant, office)
        return taken

    def _take(self, folder: ScanFolder, claim: Claim, tenant: Tenant, office: Office) -> int:
        """One scan. A fault of ours leaves it where it is and tries again later; a fault of its own refuses it."""
        try:
            taken = self._known(claim) or self._receive(claim, tenant, office)
        except (StorageFull, OSError) as error:
            self._later[claim.id] = time.monotonic() + PAUSE
            _log.warning("scan_waits", office=office.code, error=type(error).__name__)
            return 0
        except DomainError as error:
            taken = error.code
        self._later.pop(claim.id, None)
        if taken is True:
            folder.clear(claim)
            return 1
        code = taken if isinstance(taken, str) else DomainError.code
        folder.refuse(claim, error_text(code))
        _log.info("scan_refused", office=office.code, code=code)
        return 0

    def _known(self, claim: Claim) -> bool:
        """Did it become a document before a crash?"""
        with self._place.reading(SYSTEM) as tx:
            return tx.session.get(TakenScan, claim.id) is not None

    def _receive(self, claim: Claim, tenant: Tenant, office: Office) -> bool | str:
        def remember(tx: Tx, document: Document) -> None:
            tx.add(TakenScan(claim=claim.id, document_id=document.id, at=tx.now))

        inlet = Inlet(tenant, office, "scan", then=remember)
        with claim.path.open("rb") as stream:
            size = claim.path.stat().st_size
            found = receive(self._place, SYSTEM, stream, claim.path.name, inlet, size)
        return found.problem or True
