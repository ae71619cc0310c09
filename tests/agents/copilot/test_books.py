"""Books in which nothing can be written: no method of the port gets through that isn't a read."""

import inspect
from typing import Any

import pytest

from agents.copilot.books import READS, NotOnRecord, ReadingBooks, WouldWrite
from tools.ports import ActionRequest, Books, ConversationId
from tools.views import Detail

CONVERSATION = ConversationId("c-1")
ANSWERS = {
    "record_right",
    "quote",
    "confirm",
    "cancel",
    "hardship_intake",
    "keep_hardship_intake",
    "keep_evidence",
}


class Real:
    """Books that note what reached them."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    def __getattr__(self, method: str) -> Any:
        async def ask(*args: Any) -> Any:
            self.reached.append(method)
            return ()

        return ask


def port_methods() -> set[str]:
    found = inspect.getmembers(Books, inspect.isfunction)
    return {name for name, _ in found if not name.startswith("_")}


def test_every_method_of_the_port_is_a_read_or_answered_here() -> None:
    assert port_methods() == READS | ANSWERS
    assert not READS & ANSWERS


async def test_reads_get_through_and_writes_reach_nothing() -> None:
    real: Any = Real()
    books: Any = ReadingBooks(real, None)
    for method in sorted(READS):
        await getattr(books, method)()
    assert real.reached == sorted(READS)
    real.reached.clear()
    for call in (
        books.quote(ActionRequest("make_payment", {}), CONVERSATION),
        books.confirm("t", CONVERSATION),
        books.cancel("t", CONVERSATION),
        books.keep_evidence(None, None, CONVERSATION),
    ):
        with pytest.raises(WouldWrite):
            await call
    assert await books.keep_hardship_intake("said", CONVERSATION) == "said"
    assert real.reached == []
    with pytest.raises(NotOnRecord):
        await books.record_right("complaint", Detail(), CONVERSATION)
    assert real.reached == ["rights"]


def test_a_method_nobody_named_is_refused() -> None:
    books: Any = ReadingBooks(Real(), None)  # type: ignore[arg-type]  # stands in for the port
    with pytest.raises(WouldWrite):
        books.write_off()
