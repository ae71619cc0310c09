"""How well and how fast the library finds, beside a plain full-text query of the same table.

The questions are those that our own cases ask and expect a document to be cited for.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg_pool import AsyncConnectionPool

from evals.bench.measure import Timing, measure
from evals.cases.load import load_suites
from evals.cases.model import Say
from knowledge import Library

DEPTH = 10
WARM_UP = 5
YARDSTICK = "yardstick: plain full text"
# Any word of the question, ranked as Postgres ranks: what one has without a library.
_FULL_TEXT = """WITH asked AS (
    SELECT replace(plainto_tsquery('english', %(query)s)::text, '&', '|')::tsquery AS any_word)
    SELECT p.document FROM asked, knowledge.passages p
    JOIN knowledge.versions v USING (collection, document, version)
    WHERE p.collection = 'policies' AND v.audience = 'borrower'
    AND v.effective_from <= %(as_of)s AND (v.effective_to IS NULL OR v.effective_to >= %(as_of)s)
    AND p.words @@ any_word ORDER BY ts_rank(p.words, any_word) DESC, p.id LIMIT %(depth)s"""

Search = Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Question:
    """A question, and the documents of which any one answers it."""

    text: str
    documents: frozenset[str]


@dataclass(frozen=True)
class Quality:
    """How high the first right document stood, over all questions; shares from 0 to 1."""

    name: str
    questions: int
    hit_at_1: float
    hit_at_3: float
    hit_at_10: float
    mean_reciprocal_rank: float


def questions() -> tuple[Question, ...]:
    """Return what cases ask first and expect a citation for, the same in every run."""
    asked: dict[str, frozenset[str]] = {}
    for suite in load_suites():
        for case in suite.cases:
            first = case.user[0] if case.user else None
            if isinstance(first, Say) and first.expect.cites:
                asked.setdefault(first.say, frozenset(first.expect.cites))
    return tuple(Question(text, documents) for text, documents in sorted(asked.items()))


def rank(found: Sequence[str], wanted: frozenset[str]) -> int | None:
    """Return the place, from 1, of the first document that is wanted; None if none is found."""
    return next((n for n, document in enumerate(found, 1) if document in wanted), None)


def quality(name: str, ranks: Sequence[int | None]) -> Quality:
    """Return hit@k and the mean reciprocal rank. Raises `ValueError` where nothing was asked."""
    if not ranks:
        raise ValueError("no question was asked")
    count = len(ranks)

    def within(k: int) -> float:
        return sum(place is not None and place <= k for place in ranks) / count

    mean = sum(1 / place for place in ranks if place is not None) / count
    return Quality(name, count, within(1), within(3), within(DEPTH), mean)


async def bench_retrieval(
    library: Library, pool: AsyncConnectionPool[Any], as_of: date
) -> tuple[list[Quality], list[Timing]]:
    """Ask every question of the library and of the yardstick, timing each; warmed up before.

    The yardstick comes last in both.
    """

    async def hybrid(text: str) -> Sequence[str]:
        found = await library.search(text, as_of=as_of, audience="borrower", limit=DEPTH)
        return [passage.document for passage in found]

    async def plain(text: str) -> Sequence[str]:
        values = {"query": text, "as_of": as_of, "depth": DEPTH}
        async with pool.connection() as connection:
            rows = await connection.execute(_FULL_TEXT, values)
            return [document for (document,) in await rows.fetchall()]

    asked = questions()
    sides: tuple[tuple[str, Search], ...] = (("library", hybrid), (YARDSTICK, plain))
    found = [await _ask(name, search, asked) for name, search in sides]
    return [one for one, _ in found], [timing for _, timing in found]


async def _ask(name: str, search: Search, asked: Sequence[Question]) -> tuple[Quality, Timing]:
    for question in asked[:WARM_UP]:
        await search(question.text)
    ranks: list[int | None] = []

    async def once(n: int) -> None:
        ranks.append(rank(await search(asked[n].text), asked[n].documents))

    timing = await measure(name, len(asked), once)
    return quality(name, ranks), timing
