"""A life of one line: how a step of it is made, wherever the line is kept."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays
from servicing.ledger.model import JournalTransaction, Merchant
from tests.servicing.builders import a_line
from tests.servicing.lives.keepers import InMemory, Keeper
from tests.servicing.naive.line import NaiveLine
from tests.servicing.naive.nouns import CHARGED_TO, Key

DAYS = BusinessDays()
SHOP = Merchant("A shop", "A SHOP", "shopping", "Macon, GA")
START, LIMIT = date(2026, 3, 1), 500_000
CHARGES = tuple(CHARGED_TO)
PENALTIES = ("late_fee", "returned_fee")
T = TypeVar("T")

cents = st.one_of(st.integers(1, 400), st.integers(500, 60_000), st.integers(60_000, 300_000))
which = st.integers(0, 1_000_000)


class Life(RuleBasedStateMachine):
    """One line wherever it is kept, and the naive model of it.

    The counters are of all lives of a machine: steps, corrections made and left to a person, and
    what else happened, by its name.
    """

    keep: ClassVar[Callable[[Line], Keeper]] = InMemory
    steps: ClassVar[int] = 0
    corrected: ClassVar[int] = 0
    unclear: ClassVar[int] = 0
    happened: ClassVar[set[str]] = set()

    @initialize(due_day=st.integers(1, 28))
    def opened(self, due_day: int) -> None:
        self.keeper = type(self).keep(a_line(due_day, START, str(LIMIT // 100)))
        self.today, self.model, self.made = START, NaiveLine(START, due_day, LIMIT), 0

    def teardown(self) -> None:
        if hasattr(self, "keeper"):
            self.keeper.close()

    # How a step is made

    def act(self, what: Callable[[Line], T]) -> T:
        with self.keeper.line() as line:
            return what(line)

    def name(self) -> str:
        self.made += 1
        return f"n{self.made}"

    def pick(self, of: list[T], n: int) -> T:
        return of[n % len(of)]

    def charges(self, kinds: tuple[str, ...]) -> list[Key]:
        """The model's charges that stand, in their order."""
        return [
            key
            for key, one in self.model.charges.items()
            if one.kind in kinds and key not in self.model.undone
        ]

    def posting(self, key: Key) -> JournalTransaction:
        """The product's posting of a charge: the one at the same place among the charges."""
        number = list(self.model.charges).index(key)
        posted = [one for one in self.keeper.transactions() if one.kind in CHARGES]
        return posted[number]
