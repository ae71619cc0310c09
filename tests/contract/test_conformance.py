"""The one contract suite, on the books in this process and on the same books over HTTP."""

from collections.abc import Awaitable, Callable

import pytest

from tools.conformance import CHECKS, Finding, Subject, run

Make = Callable[..., Awaitable[Subject]]
NO_WIRE = frozenset({"wire"})


def not_passed(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(one.id, one.status, one.detail) for one in findings if one.status != "pass"]


def test_every_check_has_a_name_of_its_own() -> None:
    assert len(CHECKS) >= 45
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert len({check.title for check in CHECKS}) == len(CHECKS)


async def test_the_books_in_process_conform(embedded: Make) -> None:
    checks = [check for check in CHECKS if not check.needs & NO_WIRE]
    for handle in ("steady", "returned-payment"):
        assert not_passed(await run(await embedded(handle), checks)) == []


async def test_the_books_over_http_conform(over_http: Make) -> None:
    assert not_passed(await run(await over_http("steady"))) == []


@pytest.mark.slow
async def test_lines_of_every_kind_conform_to_read(over_http: Make) -> None:
    reads = [check for check in CHECKS if "write" not in check.needs]
    for handle in ("job-loss", "residual-interest", "on-plan", "bankruptcy", "charged-off"):
        subject = await over_http(handle, "steady")
        skipped = [one for one in not_passed(await run(subject, reads)) if one[1] != "skip"]
        assert skipped == [], handle
