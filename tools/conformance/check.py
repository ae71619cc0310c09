"""Checks: small questions to a core, each with one right answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tools.clients.http.client import CoreFault
from tools.clients.http.wire import Wire
from tools.ports import Books, BooksUnavailable, ConversationId, NoLine

Need = Literal["wire", "other", "secret", "write"]
Status = Literal["pass", "fail", "skip", "unanswered"]


class Violation(Exception):
    """The core did something else than the contract says."""


class Inapplicable(Exception):
    """The line has nothing to try the check on, for example no charge to explain."""


@dataclass(frozen=True)
class Subject:
    """A core to check, through one borrower's session.

    `wire` is None for a core without HTTP. `other` is another borrower's session on the same
    core. `sign` makes a token of claims changed as given, under the core's own secret. `write`
    allows what leaves a trace: quotes, one small payment that is cancelled again, one complaint.
    """

    books: Books
    new_id: Callable[[], str]
    wire: Wire | None = None
    other: Books | None = None
    sign: Callable[[Mapping[str, object]], str] | None = None
    write: bool = False

    def has(self, need: Need) -> bool:
        """Whether a check with this need can run."""
        return {
            "wire": self.wire is not None,
            "other": self.other is not None,
            "secret": self.sign is not None,
            "write": self.write,
        }[need]

    def conversation(self) -> ConversationId:
        """Return a conversation that nothing was asked in before."""
        return ConversationId(f"conformance-{self.new_id()}")

    @property
    def line(self) -> Wire:
        """The wire, for checks that need it."""
        if self.wire is None:
            raise Inapplicable("there is no HTTP here")
        return self.wire

    async def today(self) -> date:
        """Return the core's own day."""
        return (await self.books.snapshot()).as_of


@dataclass(frozen=True)
class Check:
    """One promise of the contract. `run` raises `Violation` or `Inapplicable`."""

    id: str
    title: str
    run: Callable[[Subject], Awaitable[None]]
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True)
class Finding:
    """What a check found: "unanswered" when the core went away, "skip" with the reason."""

    id: str
    title: str
    status: Status
    detail: str = ""


@dataclass
class Register:
    """Collects a module's checks."""

    checks: list[Check] = field(default_factory=list)

    def check(
        self, id: str, title: str, *needs: Need
    ) -> Callable[[Callable[[Subject], Awaitable[None]]], Callable[[Subject], Awaitable[None]]]:
        """Register a function as a check."""

        def register(
            run: Callable[[Subject], Awaitable[None]],
        ) -> Callable[[Subject], Awaitable[None]]:
            self.checks.append(Check(id, title, run, frozenset(needs)))
            return run

        return register


def expect(holds: bool, otherwise: str) -> None:
    """Raise `Violation` unless something holds."""
    if not holds:
        raise Violation(otherwise)


def same(what: str, found: object, expected: object) -> None:
    """Raise `Violation` unless two values are equal, saying both."""
    expect(found == expected, f"{what} is {found}, not {expected}")


async def carry_out(check: Check, subject: Subject) -> Finding:
    """Run a check and say what it found; a defect of the check itself is raised."""
    missing = sorted(need for need in check.needs if not subject.has(need))
    if missing:
        return Finding(check.id, check.title, "skip", f"needs {', '.join(missing)}")
    try:
        await check.run(subject)
    except Violation as violation:
        return Finding(check.id, check.title, "fail", str(violation))
    except Inapplicable as reason:
        return Finding(check.id, check.title, "skip", str(reason))
    except (CoreFault, NoLine) as fault:
        return Finding(check.id, check.title, "fail", str(fault))
    except BooksUnavailable as error:
        return Finding(check.id, check.title, "unanswered", str(error))
    return Finding(check.id, check.title, "pass")
