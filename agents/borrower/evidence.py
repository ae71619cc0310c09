"""What a reply of this turn may show: the facts of its results and of the passages it read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from agents.borrower.run import TurnRun
from guardrails.citations import CitedPassage
from guardrails.claims import ClaimContext
from guardrails.figures import Evidence, Fact, Language, passage_facts, today_fact, tool_facts
from guardrails.figures.roles import role_of_path, unit_of_path
from guardrails.privacy import PrivacyContext
from guardrails.verify import VerifyContext
from tools.tool import ToolResult
from tools.values import leaves
from tools.views import Outcome, Passage, PaymentPage, QuoteView

HOTLINES = ("1-800-799-7233", "1-833-372-8311")
CRISIS_LINES = ("988", "911", *HOTLINES)
STATUS_ACTS = {
    "posted": "paid",
    "pending": "paid",
    "scheduled": "scheduled",
    "cancelled": "cancelled",
}
# What a confirmed action makes true to say, by the claims rail's names of acts.
DONE_ACTS: Mapping[str, set[str]] = {
    "make_payment": {"paid"},
    "schedule_payment": {"scheduled"},
    "cancel_payment": {"cancelled"},
    "set_autopay": {"scheduled", "changed", "cancelled"},
    "draw_funds": {"scheduled"},
    "change_due_date": {"changed"},
    "request_fee_waiver": {"waived"},
    "request_line_increase": {"recorded", "filed"},
    "set_contact_preference": {"changed"},
    "close_line": {"changed"},
    "file_dispute": {"recorded", "filed"},
    "withdraw_claim": {"cancelled", "recorded"},
    "accept_plan": {"recorded", "changed", "scheduled", "plan_started"},
}
HIDDEN = {"account_id", "token", "id", "version", "holder"}


def context_of(run: TurnRun) -> VerifyContext:
    """Return all that a draft of this turn is judged against."""
    return VerifyContext(
        evidence=evidence_of(run.results, run.passages.values(), run.today),
        today=run.today,
        language=run.memory.language,
        passages={p.id: _cited(p) for p in run.passages.values()},
        claims=ClaimContext(
            done_acts(run) & run.services.rails.claims.acts,
            flags(run),
            own_words=run.engine == "embedded",
        ),
        privacy=_privacy(run),
    )


def evidence_of(
    results: Iterable[tuple[str, ToolResult]], passages: Iterable[Passage], today: date
) -> Evidence:
    """Return the facts of a turn's results and passages, and the names that stand in them."""
    facts: list[Fact] = [today_fact(today)]
    literals: list[str] = list(CRISIS_LINES)
    for key, result in results:
        words = dict(strings(result.value))
        facts += _by_term(tool_facts(key, leaves(result.value), words), result.value)
        for path, text in words.items():
            last4 = path.endswith("last4")
            facts.append(Fact("account" if last4 else "text", text, "tool", key, path))
            literals.append(text)
    texts: list[str] = []
    for passage in passages:
        for language, text in _said_by(passage):
            facts += passage_facts(passage.id, text, today, language)
            texts.append(text)
    return Evidence(tuple(facts), tuple(literals), tuple(texts))


def strings(value: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the words of a result by path: labels, merchants, codes; never ids."""
    yield from _strings(value.model_dump(mode="python"), prefix)


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in HIDDEN:
                yield from _strings(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            yield from _strings(item, f"{path}.{position}")
    elif isinstance(value, str) and value:
        yield path, value


def _by_term(facts: Iterable[Fact], value: BaseModel) -> Iterator[Fact]:
    """Give the values of a card or receipt the roles and units that their names tell."""
    terms = value.terms if isinstance(value, QuoteView | Outcome) else ()
    for fact in facts:
        place = fact.path.split(".")
        if terms and place[0] == "terms" and place[1].isdigit():
            name = terms[int(place[1])].name
            role = role_of_path(fact.name, name, fact.kind) or fact.role
            unit = unit_of_path(name) if fact.kind == "count" else fact.unit
            yield replace(fact, role=role, unit=unit)
        else:
            yield fact


def _said_by(passage: Passage) -> Iterator[tuple[Language, str]]:
    """Yield what a passage says, in each language that it is there in."""
    yield "en", passage.text
    if passage.spanish:
        yield "es", passage.spanish


def _cited(passage: Passage) -> CitedPassage:
    return CitedPassage(
        passage.id,
        "\n".join(text for _, text in _said_by(passage)),
        passage.audience,
        passage.effective_from,
        passage.effective_to,
    )


def flags(run: TurnRun) -> frozenset[str]:
    """Return the account's flags and this turn's rights."""
    return frozenset({*run.known().flags, *run.acknowledged})


def done_acts(run: TurnRun) -> frozenset[str]:
    """Return what this turn may truthfully say was done."""
    acts = {"recorded"} if run.rights else set()
    if run.known().plan is not None:
        acts.add("plan_started")
    if run.plan_request is not None and run.plan_request.state in {"approved", "accepted"}:
        acts.add("approved")
    if run.handoff is not None:
        acts |= {"handed_off", "filed"}
    if any(r.name == "submit_hardship_draft" and r.status == "ok" for _, r in run.results):
        acts |= {"recorded", "filed", "handed_off"}
    if run.outcome is not None and run.outcome.status == "ok":
        acts |= DONE_ACTS.get(run.outcome.action, set())
    return frozenset(acts | _standing(run))


def _standing(run: TurnRun) -> set[str]:
    """Return the acts that the books show from before this turn.

    What was paid before doesn't make what is asked for now paid: where something is to be done,
    a provider's word for it counts for nothing.
    """
    own = run.engine == "embedded"
    if not own and run.step.procedure is not None:
        return set()
    acts = {STATUS_ACTS[p.status] for p in run.known().pending_payments if p.status in STATUS_ACTS}
    if own and run.known().minimum_due == 0:
        acts.add("paid")  # our own words for it are "your minimum is already paid"
    for _, result in run.results:
        acts |= _reported(result)
    return acts


def _reported(result: ToolResult) -> set[str]:
    """Return the acts that a listing of payments shows to have happened."""
    if isinstance(result.value, PaymentPage):
        return {STATUS_ACTS[p.status] for p in result.value.payments if p.status in STATUS_ACTS}
    return set()


def _privacy(run: TurnRun) -> PrivacyContext:
    return PrivacyContext(
        own_ids=frozenset({run.known().account_id, str(run.borrower)}),
        contacts=frozenset(HOTLINES),
    )
