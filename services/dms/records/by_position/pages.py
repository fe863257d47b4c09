"""The page of the filing plan: its tree, a position with its rules, and the dossiers there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from services.dms.db import Tx
from services.dms.plan import queries as plan
from services.dms.plan.models import PlanPosition
from services.dms.records.answers import dossiers_told
from services.dms.records.by_position import facts
from services.dms.records.queries import dossiers
from services.dms.shell import context
from services.dms.shell.rendering import page

pages = Blueprint("by_position", __name__, template_folder="templates")
SHOWN = 50


@pages.get("/plan")
def tree() -> Response:
    words = request.args.get("q", "").strip()
    with context.reading() as tx:
        found = plan.find_positions(tx.session, words, tx.today, 20) if words else []
        if context.is_partial():
            return _nodes(tx, None, found, words)
        first = found[0] if found else plan.positions(tx.session, tx.today)[0]
        return _whole(tx, first, found, words)


@pages.get("/plan/<number>")
def position(number: str) -> Response:
    words = request.args.get("q", "").strip()
    with context.reading() as tx:
        found = plan.find_positions(tx.session, words, tx.today, 20) if words else []
        return _whole(tx, plan.position(tx.session, number, tx.today), found, words)


def _whole(tx: Tx, chosen: PlanPosition, found: list[PlanPosition], words: str) -> Response:
    values = _tree(tx, chosen) | _position(tx, chosen)
    return page("by_position/plan.html", area="plan", found=found, words=words, **values)


def _nodes(tx: Tx, chosen: PlanPosition | None, found: list[PlanPosition], words: str) -> Response:
    said = context.t("plan-found", count=len(found)) if words else None
    return page("by_position/_nodes.html", said=said, found=found, words=words, **_tree(tx, chosen))


def _tree(tx: Tx, chosen: PlanPosition | None) -> dict[str, Any]:
    counts = facts.open_counts(tx.session, tx.actor, tx.today)
    path = {p.id for p in facts.above(tx.session, chosen)} | {chosen.id} if chosen else set()
    return {"chosen": chosen, "branches": facts.branches(plan.tree(tx.session, tx.today), counts, path)}


def _position(tx: Tx, chosen: PlanPosition) -> dict[str, Any]:
    here, elsewhere = facts.here_and_elsewhere(chosen.description)
    there = dossiers(tx.session, tx.actor, tx.today, position=chosen.number, sort="newest", limit=SHOWN)
    titles = {p.number: p.title for p in plan.positions(tx.session, tx.today)}
    below = [p for p in plan.positions(tx.session, tx.today) if p.parent_id == chosen.id]
    return {
        "above": facts.above(tx.session, chosen),
        "below": below,
        "here": here,
        "elsewhere": elsewhere,
        "titles": titles,
        "responsible": facts.responsible(tx.session, tx.actor, tx.today, chosen.id),
        "dossiers": dossiers_told(tx.session, there.items),
        "more": there.next is not None,
        "open_here": facts.open_counts(tx.session, tx.actor, tx.today).get(chosen.id, 0),
        "may_open": tx.actor.content_role and chosen.lowest,
    }
