"""Putting the borrower assistant together from its parts."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.borrower import Assistant, Services
from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort, connect
from agents.model.port import TIMEOUT_S
from api.ears import Ears
from api.passages import LibraryKnowledge
from api.records import PostgresConversations, PostgresTurnLog
from api.records.repository import Pool
from api.settings import Settings, SettingsError
from api.work import PostgresWorkItems
from guardrails.disclosures import Collector, DisclosureContext, DisclosureLibrary
from guardrails.safety import SafetyRoutes
from guardrails.verify import OutputRails
from knowledge import Library
from tools.catalogue import BORROWER
from tools.clients.embedded.files import EmbeddedFiles
from tools.ports import Books, BorrowerId, Clock, lender_today

ID_BYTES = 12
TOKEN_KEY_BYTES = 32
BORROWER_ID_PATTERN = r"\bb-\d{4}\b"
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)


@dataclass(frozen=True)
class _Rules:
    disclosures: DisclosureLibrary
    safety: SafetyRoutes
    rails: OutputRails


@cache
def _rules(prompt: str) -> _Rules:
    """Return the packaged rules, compiled once a process: they are data and hold no state."""
    return _Rules(
        DisclosureLibrary.load(),
        SafetyRoutes.load(),
        OutputRails.load([prompt], "", [BORROWER_ID_PATTERN]),
    )


def new_id(kind: str) -> str:
    """Return a fresh, unguessable id that says what it is of: "turn_…"."""
    return f"{kind}_{secrets.token_hex(ID_BYTES)}"


def assemble(
    *,
    model: ModelPort,
    pool: Pool,
    library: Library,
    ears: Ears,
    books_of: Callable[[BorrowerId], Books],
    clock: Clock,
    checkpointer: BaseCheckpointSaver[Any],
    collector: Collector = "first_party",
    token_key: bytes | None = None,
) -> Assistant:
    """Return the assistant around a model port; see `services`."""
    made = services(
        model=model,
        pool=pool,
        library=library,
        ears=ears,
        books_of=books_of,
        clock=clock,
        collector=collector,
        token_key=token_key,
    )
    return Assistant(made, checkpointer)


def services(
    *,
    model: ModelPort,
    pool: Pool,
    library: Library,
    ears: Ears,
    books_of: Callable[[BorrowerId], Books],
    clock: Clock,
    collector: Collector = "first_party",
    token_key: bytes | None = None,
) -> Services:
    """Return what the assistant is built from.

    `token_key` keys the fingerprints of personal data; without one, a key of this process alone.
    Raises `LibraryIncomplete` where an act could happen without its disclosure.
    """
    prompt = borrower_prompt()
    rules = _rules(prompt)
    rules.disclosures.require(_places(lender_today(clock), collector))
    return Services(
        books_of=books_of,
        knowledge=LibraryKnowledge(library),
        catalogue=BORROWER,
        clock=clock,
        ids=new_id,
        model=model,
        reader=ears.reader,
        rights=ears.rights,
        safety=rules.safety,
        injection=ears.injection,
        advice=ears.advice,
        disclosures=rules.disclosures,
        rails=rules.rails.reading(ears.claims),
        conversations=PostgresConversations(pool),
        turns=PostgresTurnLog(pool),
        work=PostgresWorkItems(pool, clock, new_id),
        files=EmbeddedFiles(),
        prompt=prompt,
        collector=collector,
        token_key=token_key or secrets.token_bytes(TOKEN_KEY_BYTES),
        names=ears.names,
    )


def _places(today: date, collector: Collector) -> tuple[DisclosureContext, ...]:
    """Return where the assistant speaks: with and without a card, with and without interest."""
    return tuple(
        DisclosureContext(on=today, collector=collector, card_access=card, bears_interest=interest)
        for card in (True, False)
        for interest in (True, False)
    )


def token_key(settings: Settings) -> bytes | None:
    """Return the key of fingerprints, derived from the deployment's secret if it has one."""
    try:
        secret = settings.signing_secret()
    except SettingsError:
        return None
    return hashlib.sha256(b"fingerprints of personal data\0" + secret.encode()).digest()


def model_port(settings: Settings) -> ModelPort:
    """Return the port to the configured model; a provider's client is imported only if needed."""
    if settings.model == "embedded":
        return ModelPort(EmbeddedChatModel(), monotonic=monotonic)
    provider = connect(settings.model, settings.openai_api_key, settings.openai_base_url, TIMEOUT_S)
    return ModelPort(EmbeddedChatModel(), provider, settings.model, monotonic=monotonic)


def borrower_prompt() -> str:
    """Return the borrower assistant's instructions, without their front matter."""
    text = files("agents").joinpath("prompts", "borrower.md").read_text("utf-8")
    return _FRONT_MATTER.sub("", text)
