"""What the guardrails cost a turn, on one core; Presidio on spaCy beside them as a yardstick."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from agents.understanding.catalogue import load_catalogue
from api.ears import Ears
from evals.bench.measure import Timing
from guardrails.figures import Evidence, Fact
from guardrails.redaction import find, spans_of_names
from guardrails.redaction.presidio import NamesUnavailable, PresidioNames
from guardrails.rights.detector import examples
from guardrails.safety import SafetyRoutes
from guardrails.verify import OutputRails, VerifyContext, verify_reply

TOGETHER = "all rails together"
BUDGET_MS = 8.0
TODAY = date(2026, 11, 20)
# Everyday requests, and longer messages that invoke rights.
EVERYDAY, RIGHTS = 120, 60
DRAFT = (
    "You owe {{account_snapshot.balance.current}} as of today. Your minimum of "
    "{{account_snapshot.minimum_due}} is due {{account_snapshot.due_date}}. Autopay will take it "
    "from your bank that day."
)
CONTEXT = VerifyContext(
    evidence=Evidence(
        (
            Fact("money", "1482.16", "tool", "account_snapshot", "balance.current", "balance"),
            Fact("money", "47.00", "tool", "account_snapshot", "minimum_due", "minimum"),
            Fact("date", "2026-12-09", "tool", "account_snapshot", "due_date", "due"),
        )
    ),
    today=TODAY,
)


def messages() -> tuple[str, ...]:
    """Return what borrowers write, the same in every run."""
    everyday = [text for text, _ in load_catalogue().examples]
    rights = [example.text for example in examples() if example.labels]
    return (
        *everyday[:: len(everyday) // EVERYDAY][:EVERYDAY],
        *rights[:: len(rights) // RIGHTS][:RIGHTS],
    )


def bench_guardrails(ears: Ears, names: PresidioNames | None) -> list[Timing]:
    """Measure each rail alone and all together, over the same messages, after warming up.

    Times are processor time of this thread, so that what else runs on the machine counts less.
    A rail alone computes the sentence embedding that it needs; together they share one. The
    last row is the yardstick where there is one.
    """
    own, rails, safety = replace(ears, names=spans_of_names), _output_rails(), SafetyRoutes.load()
    parts: dict[str, Callable[[str], object]] = {
        "personal data": lambda text: find(text, names=own.names),
        "rights": own.rights.detect,
        "danger and abuse": safety.hear,
        "injection": lambda text: own.injection.score(text, "user"),
        "advice": own.advice.read,
        "output rails": lambda _: verify_reply(DRAFT, CONTEXT, rails),
    }

    def together(text: str) -> None:
        for body in parts.values():
            body(text)

    texts = messages()
    rows = [_timing(name, body, texts) for name, body in parts.items()]
    rows.append(_timing(TOGETHER, together, texts))
    if names is not None:
        rows.append(_timing("yardstick: names by Presidio", lambda t: list(names(t, ())), texts))
    return rows


def presidio() -> PresidioNames | None:
    """Return the yardstick, None where the extra `privacy` isn't installed."""
    try:
        return PresidioNames.load()
    except NamesUnavailable:
        return None


def on_one_core() -> None:
    """Bind this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _output_rails() -> OutputRails:
    return OutputRails.load(["You are the assistant of a lender and must answer first"], "zq-1")


def _timing(name: str, body: Callable[[str], object], texts: Sequence[str]) -> Timing:
    for text in texts[:20]:
        body(text)
    times = []
    for text in texts:
        start = time.thread_time()
        body(text)
        times.append((time.thread_time() - start) * 1000)
    return Timing(name, len(texts), statistics.median(times), statistics.quantiles(times, n=20)[-1])
