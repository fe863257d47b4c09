"""What every SearchIndex promises (``shared.ports.SearchIndex``), over every adapter."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.tantivy_index import TantivyIndex
from shared.errors import IndexDamaged, Transient
from shared.ports import FindRequest, SearchIndex
from tests.search_world import TOKEN, entry, german, number

OFFICE, OTHER_OFFICE = uuid4(), uuid4()


@pytest.fixture(params=["tantivy"])
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    made = TantivyIndex(tmp_path / "index", german())
    yield made
    made.close()


def ask(index: SearchIndex, q: str, tokens: tuple[int, ...] = (TOKEN,), **fields: object) -> list[UUID]:
    result = index.find(FindRequest(q, tokens, **fields))  # type: ignore[arg-type]
    assert result.total >= len(result.hits)
    return [hit.document_id for hit in result.hits]


def numbers(*which: int) -> set[UUID]:
    return {number(n) for n in which}


# --- revisions


def test_what_is_put_is_found_at_once_and_under_its_new_text_only(index: SearchIndex) -> None:
    index.put([entry(1, "Die Apostille liegt bei.", revision=4)])
    assert ask(index, "Apostille") == [number(1)]
    index.put([entry(1, "Das Brennholz liegt bei.", revision=5)])
    assert ask(index, "Apostille") == []
    assert ask(index, "Brennholz") == [number(1)]
    assert index.count() == 1


def test_an_older_revision_never_overwrites_a_newer_one(index: SearchIndex) -> None:
    index.put([entry(1, "neu: Zisterne", revision=4)])
    index.put([entry(1, "alt: Rollator", revision=3)])
    assert ask(index, "Zisterne") == [number(1)]
    assert ask(index, "Rollator") == []


def test_a_tombstone_keeps_late_news_out_until_a_rebuild(index: SearchIndex) -> None:
    index.put([entry(1, "Zisterne", revision=4)])
    index.remove(number(1), 5)
    assert (ask(index, "Zisterne"), index.count()) == ([], 0)
    index.put([entry(1, "Zisterne", revision=4)])
    assert (ask(index, "Zisterne"), ask(index, ""), index.count()) == ([], [], 0)
    index.rebuild([])
    index.put([entry(1, "Zisterne", revision=4)])
    assert ask(index, "Zisterne") == [number(1)]


def test_a_late_removal_removes_nothing(index: SearchIndex) -> None:
    index.put([entry(1, "Zisterne", revision=6)])
    index.remove(number(1), 5)
    assert ask(index, "Zisterne") == [number(1)]


def test_the_same_revision_again_changes_nothing(index: SearchIndex) -> None:
    for _ in range(3):
        index.put([entry(1, "Zisterne", revision=2), entry(1, "Zisterne", revision=2)])
    assert (index.count(), ask(index, "Zisterne")) == (1, [number(1)])


def test_within_one_batch_the_highest_revision_wins_in_any_order(index: SearchIndex) -> None:
    index.put([entry(1, "drei", revision=3), entry(1, "zwei", revision=2), entry(1, "vier", revision=4)])
    assert [ask(index, word) for word in ("zwei", "drei", "vier")] == [[], [], [number(1)]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 6), st.booleans()), max_size=8))
def test_any_order_of_news_ends_the_same(index: SearchIndex, acts: list[tuple[int, int, bool]]) -> None:
    index.rebuild([])
    state: dict[int, tuple[int, bool]] = {}
    for which, revision, is_put in acts:
        if is_put:
            index.put([entry(which, f"wort{'abcdef'[revision - 1]}", revision=revision)])
        else:
            index.remove(number(which), revision)
        if revision >= state.get(which, (0, False))[0]:
            state[which] = (revision, is_put)
    living = {number(which) for which, (_, is_put) in state.items() if is_put}
    assert (set(ask(index, "")), index.count()) == (living, len(living))
    for which, (revision, is_put) in state.items():
        assert (number(which) in ask(index, f"wort{'abcdef'[revision - 1]}")) is is_put


# --- rights


def test_without_a_token_in_common_there_is_nothing(index: SearchIndex) -> None:
    index.put([entry(1, "Zisterne", tokens=(5, 6)), entry(2, "Zisterne", tokens=(7,)), entry(3, "Zisterne", tokens=())])
    assert set(ask(index, "Zisterne", (6, 7))) == numbers(1, 2)
    assert ask(index, "Zisterne", (8,)) == []
    nothing = index.find(FindRequest("Zisterne", ()))
    assert (nothing.total, nothing.hits, set(nothing.facets.values())) == (0, (), {()})


def test_what_is_excluded_is_treated_as_absent(index: SearchIndex) -> None:
    index.put([entry(1, "Zisterne", kind="letter"), entry(2, "Zisterne", kind="notice")])
    result = index.find(FindRequest("Zisterne", (TOKEN,), excluded=(number(2),)))
    assert (result.total, [hit.document_id for hit in result.hits]) == (1, [number(1)])
    assert [value.value for value in result.facets["kind"]] == ["letter"]


WORDS = ("Zisterne", "Hundesteuer", "Apostille", "Brennholz", "Silberdistel", "Rollator")
TOKENS = st.frozensets(st.integers(1, 6), max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    documents=st.lists(st.tuples(st.sampled_from(WORDS), TOKENS, st.integers(0, 3)), min_size=1, max_size=12),
    held=TOKENS,
    excluded=st.frozensets(st.integers(0, 11), max_size=3),
    word=st.sampled_from((*WORDS, "Zistrene", "Hundestuer", "Apostile", "Silberdiestel", "")),
)
def test_results_totals_facets_and_suggestions_show_only_what_tokens_meet(
    index: SearchIndex,
    documents: list[tuple[str, frozenset[int], int]],
    held: frozenset[int],
    excluded: frozenset[int],
    word: str,
) -> None:
    """Against a plain model: whatever is asked, the answer is that of an index with the readable documents alone."""
    made = [
        entry(n, text, tokens=tuple(carried), position=f"{kind}10", kind=f"k{kind}", tenant=f"t{kind}")
        for n, (text, carried, kind) in enumerate(documents)
    ]
    readable = [e for n, e in enumerate(made) if held & set(e.tokens) and n not in excluded]
    index.rebuild(made)
    request = FindRequest(word, tuple(held), excluded=tuple(number(n) for n in excluded), limit=50)
    full = index.find(request)
    index.rebuild(readable)
    alone = index.find(request)
    assert {hit.document_id for hit in full.hits} == {hit.document_id for hit in alone.hits}
    assert (full.total, full.facets, full.notes) == (alone.total, alone.facets, alone.notes)
    assert full.corrected == alone.corrected
    assert {hit.document_id for hit in full.hits} <= {e.document_id for e in readable}


# --- filters, facets, order


def filled(index: SearchIndex) -> None:
    index.put(
        [
            entry(1, "Zisterne", tenant="erbach", position="610", kind="letter", document_date=date(2023, 5, 1)),
            entry(2, "Zisterne", tenant="erbach", position="612", kind="notice", document_date=date(2024, 1, 31)),
            entry(3, "Zisterne", office=OFFICE, position="160", kind="letter", document_date=date(2024, 2, 1)),
            entry(4, "Zisterne", office=OTHER_OFFICE, position=None, kind="", received_on=date(2025, 12, 31)),
        ]
    )


def test_filters_narrow_results_and_facets_alike(index: SearchIndex) -> None:
    filled(index)
    assert set(ask(index, "Zisterne", tenant="erbach")) == numbers(1, 2)
    assert set(ask(index, "Zisterne", office=OFFICE)) == numbers(3)
    assert set(ask(index, "Zisterne", position="61")) == numbers(1, 2)
    assert set(ask(index, "Zisterne", position="6")) == numbers(1, 2)
    assert set(ask(index, "Zisterne", position="610")) == numbers(1)
    assert set(ask(index, "Zisterne", kind="letter")) == numbers(1, 3)
    assert set(ask(index, "Zisterne", year=2024)) == numbers(2, 3)
    assert set(ask(index, "Zisterne", date_from=date(2024, 1, 31))) == numbers(2, 3, 4)
    assert set(ask(index, "Zisterne", date_from=date(2024, 1, 1), date_to=date(2024, 1, 31))) == numbers(2)
    assert ask(index, "Zisterne", year=-4) == []


def test_facets_are_exact_and_commonest_first(index: SearchIndex) -> None:
    filled(index)
    facets = index.find(FindRequest("Zisterne", (TOKEN,))).facets
    shown = {name: [(value.value, value.count) for value in values] for name, values in facets.items()}
    assert shown["town"] == [("erbach", 2), ("michelstadt", 2)]
    assert shown["kind"] == [("letter", 2), ("notice", 1)]
    assert shown["year"] == [("2024", 2), ("2023", 1), ("2025", 1)]
    assert shown["position"] == [("160", 1), ("610", 1), ("612", 1)]
    assert sorted(shown["office"]) == sorted([(str(OFFICE), 1), (str(OTHER_OFFICE), 1)])


def test_the_query_language_filters_too(index: SearchIndex) -> None:
    filled(index)
    assert set(ask(index, "Zisterne town:erbach")) == numbers(1, 2)
    assert set(ask(index, "Zisterne -town:erbach")) == numbers(3, 4)
    assert set(ask(index, "from:2024-02-01 to:2024-12-31")) == numbers(3)
    assert set(ask(index, "Zisterne (year:2023 OR position:16)")) == numbers(1, 3)
    assert set(ask(index, "art:notice")) == numbers(2)


def test_sorting_by_date_and_paging_cover_everything_once(index: SearchIndex) -> None:
    filled(index)
    assert ask(index, "Zisterne", sort="newest") == [number(n) for n in (4, 3, 2, 1)]
    assert ask(index, "Zisterne", sort="oldest") == [number(n) for n in (1, 2, 3, 4)]
    pages = [ask(index, "Zisterne", limit=2, offset=offset, sort="oldest") for offset in (0, 2, 4)]
    assert pages == [[number(1), number(2)], [number(3), number(4)], []]


def test_file_numbers_are_found_in_pieces_and_old_spellings(index: SearchIndex) -> None:
    index.put(
        [entry(1, file_number="MIC 610-0007/2025-03", aliases=("61/7-alt",)), entry(2, file_number="ERB 610-0070/2025")]
    )
    for q in (
        "number:610-0007",
        "number:610-7",
        "610-0007/2025",
        "MIC 610-0007/2025-03",
        "aktenzeichen:61/7-alt",
        "610-0007",
    ):
        assert ask(index, q) == [number(1)], q
    assert set(ask(index, "number:610")) == numbers(1, 2)


# --- words


def test_an_exact_word_stands_before_a_compound_and_the_subject_before_the_text(index: SearchIndex) -> None:
    index.put(
        [
            entry(1, "Der Hundesteuerbescheid wurde zugestellt. Das genügt."),
            entry(2, "Die Steuer wurde bezahlt. Das genügt."),
            entry(3, "Alles wurde bezahlt. Das genügt.", subject="Steuer"),
        ]
    )
    assert ask(index, "Steuer") == [number(3), number(2), number(1)]


def test_excluded_words_phrases_beginnings_and_alternatives(index: SearchIndex) -> None:
    index.put(
        [
            entry(1, "Tempo 30 vor der Schule"),
            entry(2, "30 Mal Tempo vor der Garage"),
            entry(3, "Garagenstellplatz und Carport"),
        ]
    )
    assert ask(index, '"Tempo 30"') == [number(1)]
    assert ask(index, "Tempo -Schule") == [number(2)]
    assert ask(index, 'Tempo -"Tempo 30"') == [number(2)]
    assert set(ask(index, "garag*")) == numbers(2, 3)
    assert set(ask(index, "Schule OR Carport")) == numbers(1, 3)
    assert set(ask(index, "-Schule")) == numbers(2, 3)


def test_a_typing_error_is_corrected_and_told(index: SearchIndex) -> None:
    index.put([entry(1, "Ihr Widerspruch vom Montag"), entry(2, "Die Silberdistel blüht")])
    result = index.find(FindRequest("Wiederspruch", (TOKEN,)))
    assert ([hit.document_id for hit in result.hits], result.notes) == ([number(1)], ("corrected",))
    assert result.corrected == "Widerspruch"
    assert index.find(FindRequest("Widerspruch", (TOKEN,))).notes == ()


def test_a_correction_is_offered_as_the_documents_print_it(index: SearchIndex) -> None:
    index.put([entry(1, "Das GEBÜHRENGESPRÄCH"), entry(2, "Gebührengespräch"), entry(3, "GEBÜHRENGESPRÄCH")])
    assert index.find(FindRequest("Gebührengesprech", (TOKEN,))).corrected == "Gebührengespräch"


def test_nobody_is_offered_a_word_of_documents_they_may_not_see(index: SearchIndex) -> None:
    index.put([entry(1, "Die Silberdistel blüht", tokens=(9,)), entry(2, "Die Zisterne")])
    result = index.find(FindRequest("Silberdiestel", (TOKEN,)))
    assert (result.total, result.corrected, result.hits) == (0, None, ())
    assert index.find(FindRequest("Silberdiestel", (9,))).corrected == "Silberdistel"


def test_when_no_document_has_all_words_it_shows_those_with_most_and_says_so(index: SearchIndex) -> None:
    index.put([entry(1, "Apostille und Brennholz"), entry(2, "Apostille und Zisterne")])
    result = index.find(FindRequest("Apostille Brennholz Zisterne", (TOKEN,)))
    assert ({hit.document_id for hit in result.hits}, result.notes) == (numbers(1, 2), ("fewer_words",))


def test_a_phrase_that_is_nowhere_is_searched_as_misread_then_as_words(index: SearchIndex) -> None:
    index.put([entry(1, "Sie gilt natürliche Ursacbe des Brandes"), entry(2, "eine Ursache, eine natürliche")])
    result = index.find(FindRequest('"natürliche Ursache"', (TOKEN,)))
    assert ([hit.document_id for hit in result.hits], result.notes) == ([number(1)], ("phrase",))
    result = index.find(FindRequest('"Ursache natürliche"', (TOKEN,)))
    assert ({hit.document_id for hit in result.hits}, result.notes) == (numbers(1, 2), ("phrase",))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=60) | st.text(alphabet="ab\"()-*:OR \n'\\^~[]{}/+&|", max_size=40))
def test_no_input_is_an_error(index: SearchIndex, q: str) -> None:
    if not index.count():
        index.put([entry(1, "ab a b ob OR")])
    index.find(FindRequest(q, (TOKEN,)))


# --- rebuild, damage, threads


def test_a_rebuild_has_what_it_was_given_and_what_came_meanwhile(index: SearchIndex) -> None:
    index.put([entry(1, "Zisterne"), entry(2, "Zisterne"), entry(5, "Zisterne")])

    def rows() -> Iterator[object]:
        yield entry(1, "Zisterne")
        index.put([entry(3, "Zisterne")])  # filed while the rebuild runs
        index.remove(number(5), 2)
        assert set(ask(index, "Zisterne")) == numbers(1, 2, 3)  # the old index answers meanwhile
        yield entry(5, "Zisterne")

    index.rebuild(rows())  # type: ignore[arg-type]
    assert set(ask(index, "Zisterne")) == numbers(1, 3)
    assert index.count() == 2


def test_a_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    index.put([entry(1, "Zisterne")])

    def rows() -> Iterator[object]:
        yield entry(2, "Zisterne")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        index.rebuild(rows())  # type: ignore[arg-type]
    assert ask(index, "Zisterne") == [number(1)]
    index.put([entry(3, "Zisterne")])
    index.rebuild([entry(4, "Zisterne")])
    assert ask(index, "Zisterne") == [number(4)]


def test_many_threads_write_and_search(index: SearchIndex) -> None:
    def write(first: int) -> None:
        for n in range(first, first + 5):
            index.put([entry(n, "Zisterne")])
            assert number(n) in ask(index, "Zisterne", limit=50)

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert index.count() == 15


# --- tantivy alone


def test_tantivy_keeps_everything_over_a_restart(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path, german())
    first.put([entry(1, "Die Silberdistel blüht", revision=7)])
    first.close()
    again = TantivyIndex(tmp_path, german())
    again.put([entry(1, "älter", revision=6)])
    assert again.find(FindRequest("Silberdiestel", (TOKEN,))).corrected == "Silberdistel"
    again.close()


@pytest.mark.parametrize("damage", ["meta", "segment", "version", "pointer"])
def test_tantivy_says_when_the_index_on_disk_cannot_be_used(tmp_path: Path, damage: str) -> None:
    index = TantivyIndex(tmp_path, german())
    index.put([entry(1, "Zisterne")])
    index.close()
    match damage:
        case "meta":
            (tmp_path / "1" / "meta.json").write_text("{")
        case "segment":
            for path in (tmp_path / "1").glob("*.idx"):
                path.write_bytes(b"")
        case "version":
            (tmp_path / "1" / "version").write_text("0")
        case "pointer":
            (tmp_path / "current").write_text("9")
    with pytest.raises(IndexDamaged):
        TantivyIndex(tmp_path, german())
    fresh = TantivyIndex.anew(tmp_path, german())
    fresh.rebuild([entry(1, "Zisterne")])
    assert fresh.count() == 1
    fresh.close()


def test_tantivy_clears_away_what_an_interrupted_rebuild_left(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path, german())
    index.put([entry(1, "Zisterne")])
    index.close()
    (tmp_path / "2").mkdir()
    (tmp_path / "2" / "meta.json").write_text("half")
    again = TantivyIndex(tmp_path, german())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "current"]
    assert again.count() == 1
    again.close()


def test_tantivy_knows_new_words_whatever_reads_them_first(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path, german())
    index.put([entry(1, "Zisterne")])
    index.find(FindRequest("Zistrene", (TOKEN,)))
    index.put([entry(2, "Silberdistel")])
    assert index.find(FindRequest("Silberdiestel", (TOKEN,))).corrected == "Silberdistel"
    index.close()


def test_tantivy_refuses_a_second_writer(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path, german())
    with pytest.raises(Transient):
        TantivyIndex(tmp_path, german())
    index.close()
