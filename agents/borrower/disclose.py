"""Disclosures due because of what the turn did, and the card that shows a quote."""

import hashlib
from collections.abc import Iterable
from typing import Any

from agents.borrower.acts import acts_of
from agents.borrower.run import TurnRun
from agents.embedded.phrases import phrase
from agents.embedded.wording import said
from agents.turn import Confirmation, Disclosure
from guardrails.disclosures import Act, DisclosureContext, DisclosureError, Due
from guardrails.figures import Evidence, Fact, format_date, format_money
from guardrails.verify import Verified
from tools.values import leaves
from tools.views import AccountSnapshot, QuoteView

CHANNEL = "app"
TERM_NAMES = {"date": "on"}  # the disclosures' own names for a card's fields


def disclose(run: TurnRun) -> Confirmation | None:
    """Set the turn's disclosures and return the card, if a quote waits for its button.

    Fails closed: a card whose disclosures can't be shown in full isn't offered.
    """
    quote = run.quote
    try:
        due = _due(run, acts_of(run, quote), quote)
    except DisclosureError as error:
        run.note("disclosures", "blocked", type(error).__name__)
        run.quote, quote = None, None
        due = _due_or_withheld(run)
    shown = {d.id for d in due}
    if quote is not None and not set(quote.disclosure_ids) <= shown:
        run.note("disclosures", "blocked", "the quote binds a disclosure that isn't due")
        run.quote, quote = None, None
    due = tuple(d for d in due if d.placement != "card" or quote is not None)
    run.disclosures, run.due = tuple(_shown(d) for d in due), due
    run.memory.shown_disclosures += [f"{d.id} {d.version}" for d in due]
    return None if quote is None else _card(run, quote, due)


def _due_or_withheld(run: TurnRun) -> tuple[Due, ...]:
    """Return what is due without a card; where even that can't be had, withhold the reply."""
    try:
        return _due(run, acts_of(run, None), None)
    except DisclosureError as error:
        run.note("disclosures", "blocked", type(error).__name__)
        run.verified = Verified(phrase("safe", run.memory.language), (), (), ())
        return ()


def proof(due: Iterable[Due]) -> list[dict[str, Any]]:
    """Return what the turn record keeps of each disclosure: which words were shown, and why."""
    return [
        {
            "id": d.id,
            "version": d.version,
            "language": d.language,
            "placement": d.placement,
            "acknowledge": d.acknowledge,
            "citation": d.citation,
            "acts": list(d.acts),
            "text_sha256": hashlib.sha256(d.text.encode()).hexdigest(),
        }
        for d in due
    ]


def _due(run: TurnRun, acts: frozenset[Act], quote: QuoteView | None) -> tuple[Due, ...]:
    context = DisclosureContext(
        on=run.today,
        channel=CHANNEL,
        language=run.memory.language,
        card_access=run.known().product.card_access,
        bears_interest=_bears_interest(run.known()),
        collector=run.services.collector,
        evidence=_evidence(quote),
    )
    seen = frozenset(
        (id_, version)
        for id_, version in (entry.split(" ", 1) for entry in run.memory.shown_disclosures)
    )
    if run.services.collector == "debt_collector":
        acts |= {Act.COLLECTOR_LATER_MESSAGE}  # the opening carries the first (1006.18(e)(1))
    return run.services.disclosures.due(acts, context, seen)


def _bears_interest(line: AccountSnapshot) -> bool:
    return line.purchase_apr is not None or line.draw_apr is not None


def _evidence(quote: QuoteView | None) -> Evidence:
    """Return a quote's terms as the facts that disclosures are filled from, by their names."""
    facts: list[Fact] = []
    for term in quote.terms if quote is not None else ():
        name = TERM_NAMES.get(term.name, term.name)
        if term.bank is not None:
            facts.append(Fact("text", term.bank.label, "tool", "quote", "bank_label"))
            facts.append(Fact("account", term.bank.last4, "tool", "quote", "bank_last4"))
        elif term.text is not None:
            facts.append(Fact("text", term.text, "tool", "quote", name))
        else:
            for leaf in leaves(term):
                facts.append(Fact(leaf.kind, leaf.value, "tool", "quote", name))
    return Evidence(tuple(facts))


def _shown(due: Due) -> Disclosure:
    return Disclosure(id=due.id, version=due.version, text=due.text)


def _card(run: TurnRun, quote: QuoteView, due: tuple[Due, ...]) -> Confirmation:
    return Confirmation(
        token=quote.token,
        action=quote.action,
        summary=_summary(run, quote),
        fields=dict(quote.fields),
        disclosures=tuple(_shown(d) for d in due if d.placement == "card"),
        expires_at=quote.expires_at,
    )


def _summary(run: TurnRun, quote: QuoteView) -> str:
    """Say what the button does, in one line."""
    language = run.memory.language
    values: dict[str, str] = {}
    for term in quote.terms:
        if term.bank is not None:
            values |= {"bank": term.bank.label, "last4": term.bank.last4}
        elif term.amount is not None:
            values[term.name] = format_money(term.amount)
        elif term.day is not None:
            values[term.name] = format_date(term.day, run.today, language)
        else:
            values[term.name] = term.shown
    return said("card", quote.action, quote.terms, values, language)
