"""The bench measures every rail over the same messages; speeds themselves are no test."""

from typing import TYPE_CHECKING

from evals.bench.guardrails import TOGETHER, bench_guardrails, messages

if TYPE_CHECKING:
    from api.ears import Ears


def test_every_rail_is_measured_alone_and_together(ears: "Ears") -> None:
    rows = {row.name: row for row in bench_guardrails(ears, None)}
    assert set(rows) == {
        *("personal data", "rights", "danger and abuse", "injection", "advice", "output rails"),
        TOGETHER,
    }
    assert all(
        row.runs == len(messages()) and 0 < row.p50_ms <= row.p95_ms for row in rows.values()
    )


def test_the_messages_are_the_same_every_time() -> None:
    assert messages() == messages()
    assert len(set(messages())) > 150
