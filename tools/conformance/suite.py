"""The whole suite."""

from collections.abc import Iterable

from tools.conformance import disputes, evidence, plans, protocol, reading, writing
from tools.conformance.check import Check, Finding, Subject, carry_out

CHECKS: tuple[Check, ...] = (
    *reading.register.checks,
    *writing.register.checks,
    *plans.register.checks,
    *disputes.register.checks,
    *evidence.register.checks,
    *protocol.register.checks,
)


async def run(subject: Subject, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Run checks one after another and return what each found, in order."""
    return tuple([await carry_out(check, subject) for check in checks])
