"""A machine that leads a line through any life, and asks after each step whether its books hold."""

from typing import Any

from hypothesis.stateful import invariant

from servicing.money import ZERO
from tests.servicing.lives.claiming import Claiming
from tests.servicing.lives.life import CHARGES
from tests.servicing.lives.passing import Passing
from tests.servicing.lives.planning import Planning
from tests.servicing.lives.spending import Spending
from tests.servicing.lives.standing import Standing


class Books(Spending, Claiming, Planning, Standing, Passing):
    """All that can happen to a line, and what holds after each of it."""

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "keeper"):
            return
        type(self).steps += 1
        line = self.keeper.read()
        assert {b.value: a.minor for b, a in line.state.buckets.items()} == self.model.owed
        assert line.available(self.today).minor == self.model.available(self.today)
        assert line.minimum_left().minor == self.model.minimum_left()
        assert line.minimum_left() <= max(line.undisputed(), ZERO)
        assert self.charged() == [
            (one.kind, one.day, one.amount) for one in self.model.charges.values()
        ]
        assert self.keeper.wrong() == []

    def charged(self) -> list[tuple[Any, ...]]:
        posted = [one for one in self.keeper.transactions() if one.kind in CHARGES]
        return [(one.kind, one.posted_on, one.amount.minor) for one in posted]
