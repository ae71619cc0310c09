"""Step 6: the turn as it is shown, and as it is kept."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agents.borrower.disclose import disclose, proof
from agents.borrower.run import TurnRun
from agents.embedded.skills.identity import LINE_TOLD, RIGHT, claimed_whole
from agents.turn import Citation, Clock, Confirmation, Figure, Right, Source, Turn
from agents.understanding.subjects import subject_of
from guardrails.figures import ShownFigure
from tools.views import PaymentEffect

ANTECEDENTS = {"due": "minimum", "plan_status": "plan", "payoff": "current"}
# What these say of an open draw is that it needs a payment.
OF_A_DRAW = frozenset({"autopay_status", "draw", "draw_info", "available_credit"})


def assemble(run: TurnRun) -> Turn:
    """Return the Turn from what the run gathered; nothing in it comes from anywhere else."""
    card = disclose(run)
    found = run.verified
    return Turn(
        turn_id=run.turn_id,
        conversation_id=run.conversation,
        reply=run.tokens.worded(found.text, run.memory.language) if found else "",
        engine=run.services.model.name if run.engine == "provider" else "embedded",
        model_calls=run.model_calls,
        figures=tuple(_figure(figure) for figure in found.figures) if found else (),
        citations=_citations(run),
        disclosures=run.disclosures,
        rights=tuple(_rights(run)),
        tool_calls=tuple(run.tool_calls),
        confirmation=card,
        handoff=run.handoff,
        verdicts=tuple(run.verdicts),
        quick_replies=run.quick_replies,
    )


def _figure(shown: ShownFigure) -> Figure:
    fact = shown.source
    source = Source(type=fact.source_type, name=fact.name, path=fact.path)
    return Figure(text=shown.text, value=shown.value, kind=shown.kind, source=source)


def _citations(run: TurnRun) -> tuple[Citation, ...]:
    used = run.verified.citations if run.verified else ()
    cited: dict[tuple[str, str], Citation] = {}
    for use in used:
        passage = run.passages[use.passage_id]
        cited[(use.passage_id, use.quote)] = Citation(
            document=passage.document,
            version=passage.version,
            section=passage.section,
            quote=use.quote,
            effective_from=passage.effective_from,
        )
    return tuple(cited.values())


def _rights(run: TurnRun) -> list[Right]:
    return [
        Right(
            kind=right.kind,
            status=right.status,
            received_at=right.received_at,
            clocks=tuple(Clock(name=c.name, due=c.due, cite=c.cite) for c in right.clocks),
        )
        for right in run.invoked
    ]


def remember(run: TurnRun, turn: Turn) -> None:
    """Bring the conversation's memory up to date with the turn."""
    memory = run.memory
    memory.turns += 1
    if run.redacted:
        memory.remember("user", run.redacted)
    memory.remember("assistant", turn.reply)
    memory.tokens = run.tokens.ledger
    memory.acknowledged = sorted(
        {*memory.acknowledged, *run.acknowledged, *(danger.kind for danger in run.dangers)}
        | ({LINE_TOLD} if RIGHT in run.acknowledged and claimed_whole(run.known()) else set())
    )
    if run.handoff is not None and run.handoff.queue not in memory.handoffs:
        memory.handoffs.append(run.handoff.queue)
    memory.card = _card_memory(run, turn.confirmation)
    memory.subject = _subject(run)
    if run.reading is not None:
        acts = run.reading.acts
        memory.last_act = "unsure" if run.unsure else (acts[-1] if acts else None)
        memory.asked_slot = _asked_slot(run)
        memory.antecedent = _antecedent(run, acts)


def _subject(run: TurnRun) -> str | None:
    """Return what the talk is about now."""
    acts = run.reading.acts if run.reading is not None else ()
    done = {call.name for call in run.tool_calls if call.status == "ok"}
    return subject_of(acts, run.acknowledged, done, run.memory.subject)


def _asked_slot(run: TurnRun) -> str | None:
    """Return the slot that waits for an answer; a question in between leaves an intake's open."""
    if run.step.kind == "ask":
        return run.step.slot
    goes_on = run.memory.procedure is not None and run.memory.procedure.name == "hardship"
    return run.memory.asked_slot if goes_on and run.step.kind == "none" else None


def _antecedent(run: TurnRun, acts: Sequence[str]) -> str | None:
    """Return the sum that "pay it" would mean after these acts."""
    draw = run.known().open_draw
    if draw is not None and draw.left and set(acts) & OF_A_DRAW:
        return "draw"
    for _, result in run.results:
        if isinstance(result.value, PaymentEffect):
            return f"{result.value.payment.amount:.2f}"
    return next((ANTECEDENTS[act] for act in acts if act in ANTECEDENTS), None)


def _card_memory(run: TurnRun, card: Confirmation | None) -> dict[str, Any] | None:
    if card is not None and run.quote is not None:
        return run.quote.model_dump(mode="json")
    return run.memory.card if run.outcome is None else None


def turn_record(run: TurnRun, turn: Turn, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record for the hash chain: the turn, and all that went into it (P6).

    `entry` says how the turn began: {"kind": "message", "client_message_id"} or
    {"kind": "confirmation", "token", "decision"}; of a file, see `Assistant.attach`.
    """
    services, kind = run.services, entry["kind"]
    return {
        "turn_id": turn.turn_id,
        "conversation_id": run.conversation,
        "borrower_id": run.borrower,
        "kind": kind,
        "at": services.clock.now().isoformat(),
        "client_message_id": entry.get("client_message_id"),
        "text_hash": _fingerprint(run, entry),
        "user_text": run.redacted,
        "turn": turn.model_dump(mode="json"),
        "inputs": {
            "entry": dict(entry),
            "memory": run.before,
            "scopes": sorted(run.scopes),
            "model": {"name": services.model.name, "preferred": services.model.preferred},
            "model_outputs": run.outputs,
            "books": [call.as_json(_hidden(run)) for call in run.books_calls],
            "knowledge": [call.as_json(_hidden(run)) for call in run.knowledge_calls],
            "tool_results": [
                {
                    "key": key,
                    "arguments": dict(result.arguments),
                    "status": result.status,
                    "value": result.value.model_dump(mode="json"),
                }
                for key, result in run.results
            ],
            "passages": [p.model_dump(mode="json") for p in run.passages.values()],
            "prompt_sha256": hashlib.sha256(services.prompt.encode()).hexdigest(),
            "today": run.today.isoformat(),
            "disclosures": proof(run.due),
            "acknowledged_disclosures": list(run.confirmed),
        },
    }


def _fingerprint(run: TurnRun, entry: Mapping[str, Any]) -> str | None:
    """Return what a repeat of the same message, or of the same file, is recognised by."""
    key = run.services.token_key
    if entry["kind"] == "attachment":
        return text_hash(key, entry["sha256"])
    return text_hash(key, run.text) if entry["kind"] == "message" else None


def _hidden(run: TurnRun) -> Callable[[Any], Any]:
    """Return what puts tokens in place of personal data, however deep in a call's arguments."""

    def hide(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: hide(item) for name, item in value.items()}
        if isinstance(value, list):
            return [hide(item) for item in value]
        return run.tokens.hidden({"value": value})["value"]

    return hide


def text_hash(key: bytes, text: str) -> str:
    """Return the fingerprint by which a repeated client message is recognised.

    Keyed: a short message, the last four of a number, could be guessed from a bare hash.
    """
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
