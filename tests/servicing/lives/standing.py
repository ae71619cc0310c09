"""How a line stands: brought back to current, capped for military service, closed."""

from datetime import timedelta

from hypothesis.stateful import precondition, rule

from servicing.accounts.model import Line
from servicing.payments import reaging
from tests.servicing.lives.life import START, Life

OLD_ENOUGH = timedelta(days=60)


class Standing(Life):
    """What changes a line's terms for good, or what is asked of it."""

    @precondition(lambda self: self.model.may_come_back(self.today))
    @rule()
    def is_brought_back(self) -> None:
        assert self.keeper.read().past_due(self.today).minor > 0
        self.act(lambda line: reaging.reage(line, self.today))
        self.model.bring_back(self.today)
        line = self.keeper.read()
        assert line.past_due(self.today).minor == line.days_past_due(self.today) == 0
        type(self).happened.add("brought back")

    @precondition(lambda self: not self.model.capped and self.today > START + OLD_ENOUGH)
    @rule()
    def serves_in_the_military(self) -> None:
        """Verified today; what was charged before is worked out elsewhere (`servicemember`)."""
        with self.keeper.line() as line:
            self.keeper.flagged(line, "active_duty")
        self.model.happens("serve", self.today)
        type(self).happened.add("capped")

    @precondition(lambda self: not self.model.closed and self.today > START + OLD_ENOUGH)
    @rule()
    def closes(self) -> None:
        def close(line: Line) -> None:
            line.status, line.changes.touched = "closed", True

        self.act(close)
        self.model.closed = True
        type(self).happened.add("closed")
