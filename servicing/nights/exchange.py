"""The bank's part of a night: the lender's file goes out, the bank's files come in.

Three transactions, each of which may be repeated: a day has one outgoing file, the bank answers
the same file the same way, and a file read twice counts once.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import psycopg

from servicing.bank import incoming, outgoing, simulated
from servicing.bank.reading import BadFile
from servicing.calendar import BusinessDays


class Bank(Protocol):
    """Where files go. Asked twice for a day, it takes the file once and answers the same."""

    def exchange(self, text: str | None, day: date) -> list[str]:
        """Hand over a banking day's file, if there is one; return the files that came back."""
        ...


@dataclass(frozen=True)
class SimulatedBank:
    """The demo's bank, in tables of its own beside the books."""

    dsn: str
    days: BusinessDays

    def exchange(self, text: str | None, day: date) -> list[str]:
        """Take the file, settle what settles and send back what comes back on the day."""
        with psycopg.connect(self.dsn) as connection:
            if text is not None:
                simulated.take(connection, text, self.days)
            return simulated.answers(connection, day)


def run_exchange(dsn: str, day: date, days: BusinessDays, bank: Bank) -> tuple[str, ...]:
    """Exchange a banking day's files; return why files of the bank were refused, if any.

    A refused file has changed nothing, and the night goes on without it: what it would have
    settled stays pending until the bank sends a good one.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SET LOCAL ROLE linewise_servicing")
        sent = outgoing.collect(connection, day, days)
    refused = []
    for text in bank.exchange(sent, day):
        try:
            with psycopg.connect(dsn) as connection:
                connection.execute("SET LOCAL ROLE linewise_servicing")
                incoming.read(connection, text, day)
        except BadFile as error:
            refused.append(str(error))
    return tuple(refused)
