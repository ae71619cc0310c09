"""Steps 4 and 5: put the reply together and verify it; repair, fall back or hand over."""

from typing import Literal

from langchain_core.messages import SystemMessage

from agents.borrower.acknowledge import acknowledgement, stands_alone
from agents.borrower.converse import use_embedded
from agents.borrower.evidence import context_of
from agents.borrower.run import TurnRun
from agents.embedded.phrases import phrase
from agents.turn import Verdict
from guardrails.verify import Verified, verify_reply

Next = Literal["retry", "done"]
PROVIDER_ATTEMPTS = 2


def judge(run: TurnRun) -> Next:
    """Verify the draft. "retry" means that an engine gets to answer again.

    A provider's draft that fails goes back to it once, with what was wrong; then the embedded
    engine answers; and if even that doesn't pass, a fixed reply and a person.
    """
    run.attempts += 1
    lead = acknowledgement(run)
    words = "" if stands_alone(run) else run.draft
    if not lead and not words.strip():
        lead = acknowledgement(run, again=True)  # it was all that there is to say
    if not lead and not words.strip():
        return _again(run, ("empty reply",))
    note = phrase("engine_changed", run.memory.language) if run.engine_changed else ""
    draft = "\n\n".join(part for part in (lead, words, note) if part)
    run.verified = _verify(run, draft)
    if not run.verified.blocked:
        return "done"
    return _again(run, _findings(run.verified))


def _verify(run: TurnRun, draft: str) -> Verified:
    found = verify_reply(draft, context_of(run), run.services.rails)
    run.verdicts += [
        Verdict(rail=v.rail, outcome=v.outcome, evidence=v.evidence) for v in found.verdicts
    ]
    return found


def _findings(verified: Verified) -> tuple[str, ...]:
    return tuple(why for verdict in verified.verdicts for why in verdict.evidence)


def _again(run: TurnRun, why: tuple[str, ...]) -> Next:
    if run.engine == "provider":
        if run.attempts < PROVIDER_ATTEMPTS:
            run.messages.append(SystemMessage("Not sent. Answer again without: " + "; ".join(why)))
            run.draft = ""
            return "retry"
        run.note("provider", "blocked", "its draft didn't pass")
        use_embedded(run)
        return "retry"
    lead = acknowledgement(run)
    words = _safe_words(run)
    run.quote = None
    run.wants_queue = run.wants_queue or "general"
    run.verified = _verify(run, "\n\n".join(filter(None, (lead, words))))
    if run.verified.blocked:
        run.verified = _verify(run, words)
    return "done"


def _safe_words(run: TurnRun) -> str:
    """Return fixed words. What was carried out is never kept from the borrower who confirmed it."""
    outcome = run.outcome
    if outcome is not None and outcome.status == "ok" and outcome.reference is not None:
        return phrase("done_safe", run.memory.language, reference="{{outcome.reference}}")
    return phrase("safe", run.memory.language)
