"""The command line: ``aktenverbund <command>``. German by the catalogue; ``--json`` prints one object per line.

Exit codes: 0 done, 1 refused or failed with a reason (on stderr), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from services.dms.logs import set_up_logs
from services.dms.runtime import Runtime
from shared.catalogue import explain, text
from shared.errors import AktenverbundError
from shared.settings import Settings, SettingsError, load

Compose = Callable[[Settings], Runtime]
"""Makes a server's runtime of the settings; given by the floor above."""

DONE, FAILED, WRONG = 0, 1, 2


def main(compose: Compose, arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load(**({"demo": True} if getattr(asked, "demo", False) else {}))
        # Of commands people want the answer, and programs nothing else on stdout.
        set_up_logs(settings.log_level if asked.run is _serve else "warning")
        code: int = asked.run(asked, settings, compose)
    except SettingsError as error:
        print(f"aktenverbund: {error}", file=sys.stderr)
        return WRONG
    except AktenverbundError as error:
        print(f"aktenverbund: {explain(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:  # the reader has seen enough
        sys.stdout = None
        return DONE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aktenverbund", description=text("cli-about"))
    commands = parser.add_subparsers(metavar=text("cli-command"), required=True)

    def command(name: str, run: Callable[[argparse.Namespace, Settings, Compose], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text(f"cli-{name}"), description=text(f"cli-{name}"))
        added.set_defaults(run=run)
        return added

    serve = command("serve", _serve)
    serve.add_argument("--demo", action="store_true", help=text("cli-serve-demo"))
    intake = command("intake", _intake)
    intake.add_argument("files", nargs="+", type=Path, metavar=text("cli-file"))
    intake.add_argument("--tenant", required=True, help=text("cli-tenant"))
    intake.add_argument("--as", dest="user", required=True, help=text("cli-as"))
    intake.add_argument("--office", help=text("cli-office"))
    intake.add_argument("--subject", default="", help=text("cli-subject"))
    intake.add_argument("--force", action="store_true", help=text("cli-force"))
    intake.add_argument("--wait", action="store_true", help=text("cli-wait"))
    search = command("search", _search)
    search.add_argument("words", nargs="+", metavar=text("cli-words"))
    search.add_argument("--as", dest="user", required=True, help=text("cli-as"))
    search.add_argument("--limit", type=int, default=20, help=text("cli-limit"))
    demo = command("demo", _demo)
    reindex = command("reindex", _reindex)
    verify = command("verify", _verify)
    for each in (intake, search, demo, reindex, verify):
        each.add_argument("--json", action="store_true", help=text("cli-json"))
    _plan(commands)
    return parser


def _plan(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plan = commands.add_parser("plan", help=text("cli-plan"), description=text("cli-plan"))
    acts = plan.add_subparsers(metavar=text("cli-command"), required=True)
    suggest = acts.add_parser("suggest", help=text("cli-plan-suggest"), description=text("cli-plan-suggest"))
    suggest.add_argument("letters", type=Path, metavar="LETTERS.jsonl")
    suggest.add_argument("--learn", type=Path, metavar="LETTERS.jsonl", help=text("cli-plan-learn"))
    suggest.add_argument("--json", action="store_true", help=text("cli-json"))
    suggest.set_defaults(run=_suggest)


# Each command imports what it needs: a search loads no web server, a suggestion no database.


def _serve(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.commands.serving import serving

    return serving(settings, compose)


def _intake(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.commands.handing_in import hand_in

    return hand_in(asked, settings, compose)


def _search(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.commands.looking import search

    return search(asked, settings, compose)


def _demo(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.commands.serving import demo

    return demo(asked, settings, compose)


def _reindex(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.commands.looking import reindex

    return reindex(asked, settings, compose)


def _verify(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.commands.checking import verify

    return verify(asked, settings, compose)


def _suggest(asked: argparse.Namespace, settings: Settings, compose: Compose) -> int:
    from services.dms.plan.suggest_cli import run

    return run(asked.letters, asked.learn, sys.stdout, asked.json)
