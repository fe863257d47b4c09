"""Documents by the API: looking, lists, metadata, bytes, words, progress."""

from __future__ import annotations

import json
import time
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

import pytest

from services.dms.intake.progress import api as progress
from tests.api import Caller, Installation, letter

CLERK = "clerk@michelstadt"


@pytest.fixture(scope="module")
def clerk(installation: Installation) -> Caller:
    return installation.caller(CLERK)


@pytest.fixture(scope="module")
def document(clerk: Caller) -> dict[str, Any]:
    """One that is only looked at."""
    return clerk.in_tray("Baulast und Zufahrt am Kirchpfad", "Zweiter Absatz mit Zufahrt", subject="Baulast Kirchpfad")


class TestLooking:
    def test_times_have_a_zone(self, document: dict[str, Any]) -> None:
        assert datetime.fromisoformat(document["received_at"]).tzinfo is not None

    @pytest.mark.parametrize("path", ["00000000-0000-0000-0000-000000000000", "no-id", "1"])
    def test_what_is_not_there_is_not_found(self, clerk: Caller, path: str) -> None:
        answer = clerk.get(f"/documents/{path}")
        assert answer.status_code == 404 and answer.mimetype == "application/problem+json"

    def test_suggestions_say_why(self, clerk: Caller) -> None:
        found = clerk.in_tray("Bauantrag für eine Garage", "Wir beantragen die Baugenehmigung, Bauherr ist Herr Ott.")
        assert "610" in [entry["position"] for entry in found["suggestions"]]
        assert all(entry["reason"] and 0 <= entry["score"] <= 1 for entry in found["suggestions"])


class TestLists:
    def test_ids_ask_for_rows_at_once(self, clerk: Caller, document: dict[str, Any]) -> None:
        other = clerk.taken(letter("Zweites"))
        ids = f"{document['id']},{other},00000000-0000-0000-0000-000000000000"
        found = clerk.get("/documents", ids=ids).json["items"]
        assert {row["id"] for row in found} == {document["id"], other}

    def test_states_narrow(self, clerk: Caller, document: dict[str, Any]) -> None:
        listed = clerk.get("/documents", state="in_tray,filed", limit=200).json["items"]
        assert document["id"] in {row["id"] for row in listed}
        assert {row["state"] for row in listed} <= {"in_tray", "filed"}

    def test_a_cursor_leads_through_everything_once(self, clerk: Caller) -> None:
        mine = {clerk.taken(letter(f"Liste {number}")) for number in range(5)}
        seen: list[str] = []
        cursor = None
        while True:
            part = clerk.get("/documents", limit=2, **({"cursor": cursor} if cursor else {})).json
            assert len(part["items"]) <= 2
            seen += [row["id"] for row in part["items"]]
            cursor = part["next"]
            if cursor is None:
                break
        assert mine <= set(seen) and len(seen) == len(set(seen))

    @pytest.mark.parametrize(
        "query",
        [
            {"limit": "0"}, {"limit": "201"}, {"limit": "viele"}, {"cursor": "xyz"}, {"state": "weg"}, {"office": "1"},
            {"ids": "a,b"},
        ],
    )  # fmt: skip
    def test_what_cannot_be_asked(self, clerk: Caller, query: dict[str, str]) -> None:
        answer = clerk.get("/documents", **query)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")


class TestMetadata:
    def test_what_is_given_is_changed_and_nothing_else(self, clerk: Caller) -> None:
        found = clerk.in_tray("Metadaten", subject="Vorher")
        changed = clerk.patch(
            f"/documents/{found['id']}",
            {"subject": "Nachher", "direction": "outgoing", "document_date": "2025-12-24", "sender": "H. Gross"},
        )
        assert changed.status_code == 200
        after = clerk.get(f"/documents/{found['id']}").json
        assert (after["subject"], after["direction"], after["document_date"]) == ("Nachher", "outgoing", "2025-12-24")
        assert after["sender"] == "H. Gross" and after["recipient"] == found["recipient"]
        assert after["revision"] > found["revision"]

    def test_two_people_at_once(self, clerk: Caller) -> None:
        found = clerk.in_tray("Gleichzeitig")
        path = f"/documents/{found['id']}"
        assert clerk.patch(path, {"remark": "eins", "revision": found["revision"]}).status_code == 200
        answer = clerk.patch(path, {"remark": "zwei", "revision": found["revision"]})
        assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")
        assert clerk.get(path).json["remark"] == "eins"

    @pytest.mark.parametrize(
        "body",
        [
            {"direction": "seitwärts"}, {"document_date": "31.12.2025"}, {"subject": "x" * 501}, {"kind": "x" * 32},
            {"unknown": 1}, {"state": "filed"}, {"subject": 7}, {"revision": "neu"},
        ],
    )  # fmt: skip
    def test_what_breaks_a_rule(self, clerk: Caller, document: dict[str, Any], body: dict[str, Any]) -> None:
        answer = clerk.patch(f"/documents/{document['id']}", body)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")

    @pytest.mark.parametrize("body", ["[]", "7", "{", ""])
    def test_what_is_no_object(self, clerk: Caller, document: dict[str, Any], body: str) -> None:
        answer = clerk._call("patch", f"/documents/{document['id']}", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_json")


class TestContent:
    def test_the_original_is_a_download_that_runs_nothing(self, clerk: Caller, document: dict[str, Any]) -> None:
        answer = clerk.get(f"/documents/{document['id']}/content")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["ETag"] == f'"{document["sha256"]}"'
        assert answer.content_length == document["size"] == len(answer.data)

    def test_a_part_of_it(self, clerk: Caller, document: dict[str, Any]) -> None:
        path = f"/documents/{document['id']}/content"
        whole = clerk.get(path).data
        part = clerk._call("get", path, headers={"Range": "bytes=10-29"})
        assert part.status_code == 206 and part.data == whole[10:30]
        assert part.headers["Content-Range"] == f"bytes 10-29/{len(whole)}"
        beyond = clerk._call("get", path, headers={"Range": f"bytes={len(whole)}-"})
        assert beyond.status_code == 416

    def test_what_is_known_is_not_sent_again(self, clerk: Caller, document: dict[str, Any]) -> None:
        for rendition in ("original", "preview"):
            path, query = f"/documents/{document['id']}/content", {"rendition": rendition}
            tag = clerk.get(path, **query).headers["ETag"]
            again = clerk._call("get", path, query_string=query, headers={"If-None-Match": tag})
            assert again.status_code == 304 and again.data == b""

    def test_a_name_in_any_script_is_safe_in_a_header(self, clerk: Caller) -> None:
        found = clerk.taken(letter("Kopf"), name="Müllers Straße; 日本.pdf")
        disposition = clerk.get(f"/documents/{found}/content").headers["Content-Disposition"]
        assert disposition.isascii() and "filename*=UTF-8''M%C3%BCllers%20Stra%C3%9Fe" in disposition

    def test_archive_text_and_preview(self, clerk: Caller, document: dict[str, Any]) -> None:
        path = f"/documents/{document['id']}/content"
        archive = clerk.get(path, rendition="archive")
        assert archive.status_code == 200 and archive.data.startswith(b"%PDF-")
        text = clerk.get(path, rendition="text", page=1)
        assert text.mimetype == "text/plain" and "Zufahrt" in text.text
        assert clerk.get(path, rendition="text").text.strip()
        preview = clerk.get(path, rendition="preview", page=1, width=1600)
        assert preview.mimetype == "image/webp" and preview.data[:4] == b"RIFF"

    @pytest.mark.parametrize(
        ("query", "status", "code"),
        [
            ({"rendition": "preview", "page": "99"}, 404, "no_preview"),
            ({"rendition": "text", "page": "99"}, 404, "no_such_page"),
            ({"rendition": "svg"}, 422, "invalid"),
            ({"rendition": "text", "page": "0"}, 422, "invalid"),
            ({"rendition": "preview", "width": "-1"}, 422, "invalid"),
        ],
    )
    def test_what_is_not_there(
        self, clerk: Caller, document: dict[str, Any], query: dict[str, str], status: int, code: str
    ) -> None:
        answer = clerk.get(f"/documents/{document['id']}/content", **query)
        assert (answer.status_code, answer.json["code"]) == (status, code)

    def test_no_archive_rendition_before_it_is_written(self, idle: Installation) -> None:
        waiting = idle.caller(CLERK)
        answer = waiting.get(f"/documents/{waiting.taken(letter('Noch nicht'))}/content", rendition="archive")
        assert (answer.status_code, answer.json["code"]) == (404, "no_archive_rendition")


class TestWords:
    def test_boxes_are_fractions_and_hits_are_marked(self, clerk: Caller, document: dict[str, Any]) -> None:
        words = clerk.get(f"/documents/{document['id']}/pages/1/words", q="zufahrten").json
        assert {word["text"].strip(".,") for word in words if word["hit"]} == {"Zufahrt"}
        for word in words:
            assert 0 <= word["x"] <= word["x"] + word["w"] <= 1.001
            assert 0 <= word["y"] <= word["y"] + word["h"] <= 1.001

    def test_without_words_nothing_is_marked(self, clerk: Caller, document: dict[str, Any]) -> None:
        words = clerk.get(f"/documents/{document['id']}/pages/1/words").json
        assert words and not any(word["hit"] for word in words)

    def test_a_page_that_is_not_there(self, clerk: Caller, document: dict[str, Any]) -> None:
        for number in (0, 99):
            answer = clerk.get(f"/documents/{document['id']}/pages/{number}/words")
            assert (answer.status_code, answer.json["code"]) == (404, "no_such_page")


class TestEvents:
    def test_a_stream_tells_the_present_state_and_ends_with_a_final_one(self, clerk: Caller) -> None:
        found = clerk.taken(letter("Ereignisse", pages=3))
        answer = clerk.get(f"/documents/{found}/events")
        assert answer.mimetype == "text/event-stream"
        told = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
        assert told[-1]["state"] == "in_tray" and told[-1]["pages_read"] == told[-1]["page_count"] == 3
        assert all(entry["id"] == found for entry in told)

    def test_a_final_state_ends_it_at_once(self, clerk: Caller, document: dict[str, Any]) -> None:
        began = time.monotonic()
        text = clerk.get(f"/documents/{document['id']}/events").text
        assert text.count("event: state") == 1 and time.monotonic() - began < 2

    def test_a_heartbeat_and_an_end(self, idle: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(progress, "LOOK_EVERY", 0.01)
        monkeypatch.setattr(progress, "HEARTBEAT", 0.02)
        monkeypatch.setattr(progress, "LONGEST", 0.2)
        waiting = idle.caller(CLERK)
        text = waiting.get(f"/documents/{waiting.taken(letter('Still'))}/events").text
        assert text.count("event: state") == 1 and ": still here" in text

    def test_so_many_streams_and_no_more(
        self, clerk: Caller, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(progress, "STREAMS", BoundedSemaphore(1))
        path = f"/documents/{document['id']}/events"
        assert progress.STREAMS.acquire(blocking=False)
        answer = clerk.get(path)
        assert (answer.status_code, answer.json["code"]) == (503, "too_many_streams")
        assert int(answer.headers["Retry-After"]) > 0
        progress.STREAMS.release()
        for _ in range(3):  # each gives its place back
            answer = clerk.get(path)
            assert answer.status_code == 200
            answer.close()
