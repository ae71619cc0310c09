"""Disclosures due because of what the turn did, and the card that shows a quote."""

from agents.borrower.run import TurnRun
from agents.embedded.phrases import phrase, slots
from agents.turn import Confirmation, Disclosure
from guardrails.disclosures import Act, DisclosureContext, DisclosureError, Due
from guardrails.figures import Evidence, Fact, format_date, format_money
from tools.values import leaves
from tools.views import QuoteView

ACT_OF_RIGHT = {
    "billing_error": Act.TOOK_DISPUTE,
    "unauthorized_use": Act.TOOK_UNAUTHORIZED_USE,
    "hardship": Act.DISCUSSED_HARDSHIP,
    "bankruptcy": Act.RECORDED_BANKRUPTCY,
}
PAYMENTS = frozenset({"make_payment", "schedule_payment"})
CHANNEL = "app"
TERM_NAMES = {"date": "on"}  # the disclosures' own names for a card's fields


def disclose(run: TurnRun) -> Confirmation | None:
    """Set the turn's disclosures and return the card, if a quote waits for its button.

    Fails closed: a card whose disclosures can't be shown in full isn't offered.
    """
    quote = run.quote
    try:
        due = _due(run, _acts(run, quote), quote)
    except DisclosureError as error:
        run.note("disclosures", "blocked", type(error).__name__)
        run.quote, due = None, _due(run, _acts(run, None), None)
        quote = None
    shown = {d.id for d in due}
    if quote is not None and not set(quote.disclosure_ids) <= shown:
        run.note("disclosures", "blocked", "the quote binds a disclosure that isn't due")
        run.quote, quote = None, None
    run.disclosures = tuple(_shown(d) for d in due if d.placement != "card" or quote is not None)
    run.memory.shown_disclosures += [f"{d.id} {d.version}" for d in due]
    return None if quote is None else _card(run, quote, due)


def _acts(run: TurnRun, quote: QuoteView | None) -> frozenset[Act]:
    acts = {ACT_OF_RIGHT[kind] for kind in run.acknowledged if kind in ACT_OF_RIGHT}
    if run.step.procedure == "hardship" and not run.brief_is_quiet():
        acts.add(Act.DISCUSSED_HARDSHIP)
    if quote is not None and quote.action in PAYMENTS:
        acts.add(Act.QUOTED_PAYMENT)
    return frozenset(acts)


def _due(run: TurnRun, acts: frozenset[Act], quote: QuoteView | None) -> tuple[Due, ...]:
    context = DisclosureContext(
        on=run.today,
        channel=CHANNEL,
        language=run.memory.language,
        card_access=run.known().product.card_access,
        evidence=_evidence(quote),
    )
    seen = frozenset(
        (id_, version)
        for id_, version in (entry.split(" ", 1) for entry in run.memory.shown_disclosures)
    )
    return run.services.disclosures.due(acts, context, seen)


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
    values = {
        "amount": format_money(quote.amount) if quote.amount is not None else "",
        "date": format_date(quote.on, run.today, language) if quote.on is not None else "",
    }
    key = f"card_{quote.action}"
    return phrase(key, language, **{name: values[name] for name in slots(key)})
