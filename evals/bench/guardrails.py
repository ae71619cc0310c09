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
from evals.cases.load import load_suites
from evals.cases.model import Say
from guardrails.advice import examples as advice_examples
from guardrails.figures import Evidence, Fact
from guardrails.injection.scorer import examples as injection_examples
from guardrails.redaction import find, spans_of_names
from guardrails.redaction.presidio import NamesUnavailable, PresidioNames
from guardrails.rights.detector import examples as rights_examples
from guardrails.safety import SafetyRoutes
from guardrails.verify import OutputRails, VerifyContext, verify_reply

TOGETHER = "all rails together"
BUDGET_MS = 8.0
TODAY = date(2026, 11, 20)
MESSAGES = 180
LONGEST = 4_000
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
    """Return what borrowers say in the cases of the suites, the same in every run.

    What a classifier was taught with is left out: it knows that too well to be in doubt.
    """
    taught = {text for text, _ in load_catalogue().examples}
    taught |= {one.text for one in (*rights_examples(), *advice_examples(), *injection_examples())}
    said = (
        step.say
        for suite in load_suites()
        for case in suite.cases
        for step in case.user
        if isinstance(step, Say)
    )
    fresh = [text for text in dict.fromkeys(said) if text not in taught and len(text) <= LONGEST]
    return tuple(fresh[:: max(1, len(fresh) // MESSAGES)][:MESSAGES])


def bench_guardrails(ears: Ears, names: PresidioNames | None) -> list[Timing]:
    """Measure each rail alone and all together, over the same messages, after warming up.

    Times are processor time of this thread, so that what else runs on the machine counts less.
    A rail alone computes the sentence embedding that it needs; together they share one, and
    where none of them is in doubt there is none. The last row is the yardstick where there is one.
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
