"""Handing in by ``POST /documents``: what is acknowledged is durable, what is refused leaves no trace."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.api import Installation, letter

CLERK = "clerk@michelstadt"


def leftovers(installation: Installation) -> list[Path]:
    """Temporary files in the blob store."""
    return list(Path(installation.runtime.settings.blobs).rglob(".incoming-*"))


def test_a_letter_comes_in_is_read_and_is_bit_identical(installation: Installation) -> None:
    clerk = installation.caller(CLERK)
    content = letter("Antrag auf Ausnahme vom Anleinzwang", pages=2)
    answer = clerk.hand_in(("antrag.pdf", content), subject="Anleinzwang", received_on="2026-03-02")
    assert answer.status_code == 202
    (item,) = answer.json["items"]
    assert item["name"] == "antrag.pdf" and item["problem"] is None and item["duplicate_of"] is None
    assert item["sha256"] == hashlib.sha256(content).hexdigest()
    found = clerk.settled(item["id"])
    assert found["state"] == "in_tray"
    assert (found["page_count"], found["pages_read"]) == (2, 2)
    assert (found["subject"], found["received_on"]) == ("Anleinzwang", "2026-03-02")
    assert found["tenant"] == "michelstadt" and found["media_type"] == "application/pdf"
    assert clerk.get(f"/documents/{item['id']}/content").data == content


def test_files_are_answered_in_their_order_and_a_bad_one_refuses_no_other(installation: Installation) -> None:
    clerk = installation.caller(CLERK)
    answer = clerk.hand_in(
        ("a.pdf", letter("A")), ("b.pdf", b"MZ\x90\x00 not a letter"), ("c.pdf", b""), ("d.pdf", letter("D"))
    )
    assert answer.status_code == 202
    items = answer.json["items"]
    assert [item["name"] for item in items] == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]
    assert [bool(item["id"]) for item in items] == [True, False, False, True]
    assert [item["problem"] and item["problem"]["code"] for item in items] == [
        None,
        "unsupported_type",
        "empty_file",
        None,
    ]
    assert "Art von Datei" in items[1]["problem"]["detail"]
    assert leftovers(installation) == []


def test_only_bad_files_are_a_problem_with_all_of_them_named(installation: Installation) -> None:
    answer = installation.caller(CLERK).hand_in(("virus.pdf", b"MZ" + bytes(5000)), ("leer.pdf", b""))
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "unsupported_type" and answer.json["status"] == 422
    assert [item["problem"]["code"] for item in answer.json["items"]] == ["unsupported_type", "empty_file"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:/scans/brief.pdf", "brief.pdf"),
        ("x\ty.pdf", "xy.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_a_label_without_folders(installation: Installation, sent: str, kept: str) -> None:
    answer = installation.caller(CLERK).hand_in((sent, letter("Name")))
    assert answer.json["items"][0]["name"] == kept


def test_the_type_is_told_by_content_not_by_name(installation: Installation) -> None:
    clerk = installation.caller(CLERK)
    found = clerk.settled(clerk.taken(letter("Ein Brief"), name="bild.png"))
    assert found["media_type"] == "application/pdf" and found["state"] == "in_tray"


class TestDuplicates:
    def test_the_same_bytes_are_told_and_nothing_new_is_stored(self, installation: Installation) -> None:
        clerk, content = installation.caller(CLERK), letter("Doppelt")
        first = clerk.taken(content)
        (item,) = clerk.hand_in(("noch-einmal.pdf", content)).json["items"]
        assert item["id"] == item["duplicate_of"] == first
        same = [d for d in clerk.get("/documents", limit=200).json["items"] if d["sha256"] == item["sha256"]]
        assert len(same) == 1

    def test_force_takes_them_anyway(self, installation: Installation) -> None:
        clerk, content = installation.caller(CLERK), letter("Trotzdem")
        first = clerk.taken(content)
        (item,) = clerk.hand_in(("b.pdf", content), force="true").json["items"]
        assert item["duplicate_of"] is None and item["id"] != first

    def test_twice_in_one_form_is_one_document(self, installation: Installation) -> None:
        content = letter("Zwilling")
        one, two = installation.caller(CLERK).hand_in(("a.pdf", content), ("b.pdf", content)).json["items"]
        assert two["duplicate_of"] == one["id"]

    @pytest.mark.parametrize("other", ["clerk@erbach", "mailroom@michelstadt"])
    def test_who_may_not_read_the_earlier_one_is_told_nothing(self, installation: Installation, other: str) -> None:
        """Another town never may; the mail room of the same town has another in-tray."""
        content = letter("Vertraulich")
        first = installation.caller(CLERK).taken(content)
        (item,) = installation.caller(other).hand_in(("x.pdf", content)).json["items"]
        assert item["duplicate_of"] is None and item["id"] not in (None, first)


class TestIdempotency:
    def test_the_same_key_gives_the_same_answer_and_one_document(self, installation: Installation) -> None:
        clerk, content, key = installation.caller(CLERK), letter("Einmal"), uuid4().hex
        first = clerk.hand_in(("a.pdf", content), key=key, force="true").json
        assert clerk.hand_in(("a.pdf", content), key=key, force="true").json == first
        mine = clerk.get("/documents", limit=200).json["items"]
        assert len([d for d in mine if d["sha256"] == first["items"][0]["sha256"]]) == 1

    def test_another_body_under_the_same_key_is_refused(self, installation: Installation) -> None:
        clerk, key = installation.caller(CLERK), uuid4().hex
        clerk.hand_in(("a.pdf", letter("Eins")), key=key)
        answer = clerk.hand_in(("a.pdf", letter("Zwei")), key=key)
        assert answer.status_code == 422 and answer.json["code"] == "idempotency_key_reused"

    def test_a_key_belongs_to_one_person(self, installation: Installation) -> None:
        content, key = letter("Zweimal"), uuid4().hex
        mine = installation.caller(CLERK).hand_in(("a.pdf", content), key=key).json["items"][0]
        other = installation.caller("clerk@erbach").hand_in(("a.pdf", content), key=key).json["items"][0]
        assert other["id"] != mine["id"]

    def test_a_key_of_endless_length_is_refused(self, installation: Installation) -> None:
        answer = installation.caller(CLERK).hand_in(("a.pdf", letter("Lang")), key="k" * 256)
        assert answer.status_code == 422


class TestRefused:
    def test_a_form_without_a_file(self, installation: Installation) -> None:
        answer = installation.caller(CLERK).post(
            "/documents", data={"subject": "leer"}, content_type="multipart/form-data"
        )
        assert (answer.status_code, answer.json["code"]) == (422, "no_file")

    def test_a_broken_form(self, installation: Installation) -> None:
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 and no end'
        answer = installation.caller(CLERK).post(
            "/documents", data=body, content_type="multipart/form-data; boundary=x"
        )
        assert (answer.status_code, answer.json["code"]) == (422, "no_file")
        assert leftovers(installation) == []

    def test_json_instead_of_a_form(self, installation: Installation) -> None:
        answer = installation.caller(CLERK).post("/documents", {"file": "a"})
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")

    def test_a_body_above_the_limit(self, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(installation.app.config, "MAX_CONTENT_LENGTH", 2000)
        answer = installation.caller(CLERK).hand_in(("gross.pdf", b"%PDF-" + bytes(5000)))
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert leftovers(installation) == []

    def test_too_little_room_is_told_before_a_byte_is_read(
        self, installation: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Unread(io.BytesIO):
            def read(self, _size: Any = -1) -> bytes:
                raise AssertionError("read")

        monkeypatch.setattr(installation.runtime.blobs, "free_bytes", lambda: 1000)
        answer = installation.caller(CLERK).post(
            "/documents", input_stream=Unread(bytes(501)), content_type="multipart/form-data; boundary=x"
        )
        assert (answer.status_code, answer.json["code"]) == (507, "storage_full")

    @pytest.mark.parametrize("form", [{"tenant": "erbach"}, {"tenant": "nirgends"}])
    def test_another_town(self, installation: Installation, form: dict[str, str]) -> None:
        answer = installation.caller(CLERK).hand_in(("a.pdf", letter("Fremd")), **form)
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")

    @pytest.mark.parametrize("office", ["nirgends", "00000000-0000-0000-0000-000000000000"])
    def test_an_office_that_is_none_of_the_town(self, installation: Installation, office: str) -> None:
        answer = installation.caller(CLERK).hand_in(("a.pdf", letter("Amt")), office=office)
        assert (answer.status_code, answer.json["code"]) == (404, "office_not_found")

    @pytest.mark.parametrize("form", [{"received_on": "gestern"}, {"force": "vielleicht"}, {"subject": "x" * 501}])
    def test_fields_that_break_a_rule(self, installation: Installation, form: dict[str, str]) -> None:
        answer = installation.caller(CLERK).hand_in(("a.pdf", letter("Feld")), **form)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert leftovers(installation) == []

    @pytest.mark.parametrize("role", ["admin", "auditor", "dpo"])
    def test_who_works_on_no_content_hands_nothing_in(self, installation: Installation, role: str) -> None:
        answer = installation.caller(f"{role}@michelstadt").hand_in(("a.pdf", letter("Rolle")))
        assert answer.status_code == 403


def test_an_office_may_be_named_by_its_code(installation: Installation) -> None:
    clerk = installation.caller(CLERK)
    mine = clerk.get("/me").json["offices"][0]
    found = clerk.get(f"/documents/{clerk.taken(letter('Code'), office=mine['code'])}").json
    assert found["office_id"] == mine["id"]
