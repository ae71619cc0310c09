import asyncio
import multiprocessing
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from knowledge import BadDocument, Library
from knowledge.embeddings import MiniLM
from knowledge.library import PACKAGED
from knowledge.loaders import load

TODAY = date(2026, 11, 20)


async def test_a_search_sees_the_version_in_force_on_its_day(library: Library):
    question = "when do you answer my hardship request"
    found = {}
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        passages = await library.search(
            question, as_of=day, audience="borrower", limit=20, product="revolving"
        )
        versions = {p.version for p in passages if p.document == "hardship-programs"}
        found[day] = versions
        assert all(p.effective_from <= day for p in passages)
        assert all(p.effective_to is None or p.effective_to >= day for p in passages)
    assert found == {date(2026, 6, 30): {"2", "card-0"}, date(2026, 7, 1): {"3", "card-1"}}


async def test_a_borrower_never_sees_what_is_for_staff(library: Library):
    question = "goodwill waiver: may a lead approve a further penalty fee"
    for audience, seen in (("borrower", False), ("staff", True)):
        passages = await library.search(question, as_of=TODAY, audience=audience, limit=100)
        assert ("staff-goodwill-waivers" in {p.document for p in passages}) is seen
    key = ("staff-goodwill-waivers", "Further fees", TODAY)
    assert await library.passage(*key) is None
    assert await library.passage(*key, audience="staff") is not None


async def test_a_borrower_reads_of_their_own_product_only(library: Library):
    seen = {}
    for product in ("revolving", "draw-line", "another"):
        passages = await library.search(
            "fees, rates, draws, autopay and the minimum",
            as_of=TODAY,
            audience="borrower",
            limit=100,
            product=product,
        )
        seen[product] = {p.version.partition("-")[0] for p in passages if "-" in p.version}
    assert seen == {"revolving": {"card"}, "draw-line": {"draw"}, "another": set()}


async def test_a_section_of_two_products_is_each_ones_own(library: Library):
    key = ("unauthorised-use", "While your claim is open", TODAY)
    card = await library.passage(*key, product="revolving")
    draw = await library.passage(*key, product="draw-line")
    assert card is not None
    assert draw is not None
    assert "interest" in card.text
    assert "interest" not in draw.text
    assert await library.passage(*key, product="another") is None


async def test_a_passage_is_found_by_document_section_and_day(library: Library):
    now = await library.passage("due-dates", "Changing your due date", TODAY)
    before = await library.passage("due-dates", "Changing your due date", date(2025, 6, 30))
    assert now is not None
    assert before is not None
    assert (now.version, before.version) == ("2", "1")
    assert now.text.startswith("You can change your due date once in 12 months.")
    assert await library.passage("due-dates", "No such section", TODAY) is None


async def test_ingesting_again_changes_nothing(library: Library):
    again = await library.ensure_policies()
    assert (again.stored, again.passages) == (0, 0)
    assert again.unchanged == len(list(load([PACKAGED])))


async def test_a_changed_file_takes_its_version_s_place(empty_library: Library, tmp_path: Path):
    path = tmp_path / "fees.md"
    text = (PACKAGED / "fees.md").read_text()
    for amount in ("$30", "$29"):
        path.write_text(text.replace("$30", amount))
        assert (await empty_library.ingest([path])).stored == 1
    passage = await empty_library.passage("fees", "Late fee", TODAY)
    assert passage is not None
    assert "$29" in passage.text
    assert "$30" not in passage.text


async def test_a_faulty_file_stores_nothing(empty_library: Library, tmp_path: Path):
    (tmp_path / "a.md").write_text((PACKAGED / "fees.md").read_text())
    (tmp_path / "b.md").write_text("no front matter")
    with pytest.raises(BadDocument):
        await empty_library.ingest([tmp_path])
    assert await empty_library.passage("fees", "Late fee", TODAY) is None


async def test_collections_are_apart(empty_library: Library):
    await empty_library.ingest([PACKAGED / "fees.md"], "other")
    search = {"as_of": TODAY, "audience": "borrower", "limit": 5}
    assert await empty_library.search("late fee", **search) == ()
    assert await empty_library.search("late fee", **search, collection="other")


def _ingest(dsn: str, cache: Path, paths: list[Path]) -> int:
    async def run() -> int:
        async with AsyncConnectionPool(dsn, min_size=1, max_size=1) as pool:
            return (await Library(pool, MiniLM.load(cache)).ingest(paths)).stored

    return asyncio.run(run())


def test_two_processes_ingest_at_once(dsn: str, data_dir: Path, embedder):
    paths = [PACKAGED / name for name in ("fees.md", "fees.v2.md", "autopay.md")]
    call = (dsn, data_dir / "models", paths)
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        stored = processes.starmap(_ingest, [call, call])
    assert sorted(stored) == [0, 3]
    with psycopg.connect(dsn) as connection:
        (count,) = connection.execute("SELECT count(*) FROM knowledge.passages").fetchone()
    assert count == sum(len(d.chunks) for d in load(paths))


@pytest.mark.parametrize("question", ["", "   ", "\0", "???", "'; DROP TABLE x; --", "x" * 20_000])
async def test_odd_questions_do_no_harm(library: Library, question: str):
    passages = await library.search(question, as_of=TODAY, audience="borrower", limit=3)
    assert len(passages) <= 3
