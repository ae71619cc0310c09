"""What a turn works with: the services it is given, and what it has gathered so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

from langchain_core.messages import BaseMessage

from agents.brief import Brief
from agents.memory import Memory
from agents.model.port import ModelPort
from agents.ports import Conversations, TurnLog, WorkItems
from agents.procedures import Step
from agents.procedures.entries import Entry
from agents.procedures.reasons import Reason
from agents.replay import Call, Recorded
from agents.turn import Disclosure, Handoff, ToolCall, Verdict
from agents.understanding import Reader, Reading
from guardrails.advice import AdviceDetector
from guardrails.disclosures import Collector, DisclosureLibrary, Due
from guardrails.injection import InjectionScorer
from guardrails.redaction import (
    Asked,
    KnownIdentity,
    Names,
    Redaction,
    Span,
    Tokens,
    redact,
    spans_of_names,
)
from guardrails.rights import RightsDetector
from guardrails.safety import Danger, SafetyRoutes
from guardrails.verify import OutputRails, Verified
from tools.evidence_views import FileRead
from tools.guard import Guard, decide
from tools.plan_views import PlanRequest
from tools.ports import Books, BorrowerId, Clock, ConversationId, Files, Knowledge
from tools.tool import Catalogue, ToolContext, ToolResult
from tools.views import AccountSnapshot, Outcome, Passage, QuoteView, RightRecord

MOST_TOOL_ROUNDS = 4
# Results that every turn holds, whichever engine answers.
STANDING = ("account_snapshot", "rights", "plan_status")
_PERSONAL_SLOTS: tuple[tuple[str, Asked], ...] = (
    ("phone", "phone"),
    ("email", "email"),
    ("address", "address"),
    ("ssn", "ssn"),
    ("card", "card"),
    ("routing", "routing"),
    ("account", "account"),
    ("birth", "date_of_birth"),
    ("name", "name"),
)


@dataclass(frozen=True)
class Services:
    """Everything the assistant is built from; made once, by the composition root."""

    books_of: Callable[[BorrowerId], Books]
    knowledge: Knowledge
    catalogue: Catalogue
    clock: Clock
    ids: Callable[[str], str]
    model: ModelPort
    reader: Reader
    rights: RightsDetector
    safety: SafetyRoutes
    injection: InjectionScorer
    advice: AdviceDetector
    disclosures: DisclosureLibrary
    rails: OutputRails
    conversations: Conversations
    turns: TurnLog
    work: WorkItems
    files: Files
    prompt: str
    token_key: bytes = field(repr=False)
    names: Names = spans_of_names
    collector: Collector = "first_party"
    guard: Guard = decide


@dataclass
class TurnRun:
    """One turn in progress. Nothing of it outlives the turn but what `record` writes.

    The books and the knowledge are asked through `Recorded`, so that the turn can be run again.
    """

    services: Services
    books: Books
    borrower: BorrowerId
    conversation: ConversationId
    scopes: frozenset[str]
    turn_id: str
    today: date
    text: str = ""
    redacted: str = ""
    personal: tuple[Span, ...] = ()
    identity: KnownIdentity = KnownIdentity()
    tokens: Tokens = field(default_factory=lambda: Tokens(b""))
    memory: Memory = field(default_factory=Memory)
    reading: Reading | None = None
    snapshot: AccountSnapshot | None = None
    plan_request: PlanRequest | None = None
    tells_request: bool = False
    kept: dict[str, str] = field(default_factory=dict)
    rights: tuple[RightRecord, ...] = ()
    invoked: tuple[RightRecord, ...] = ()
    acknowledged: tuple[str, ...] = ()
    dangers: tuple[Danger, ...] = ()
    crisis_is_danger: bool = False
    reasons: tuple[Reason | Entry, ...] = ()
    step: Step = field(default_factory=lambda: Step("none"))
    brief: Brief | None = None
    engine: Literal["provider", "embedded"] = "embedded"
    engine_changed: bool = False
    attempts: int = 0
    rounds: int = 0
    model_calls: int = 0
    messages: list[BaseMessage] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    results: list[tuple[str, ToolResult]] = field(default_factory=list)
    passages: dict[str, Passage] = field(default_factory=dict)
    quote: QuoteView | None = None
    outcome: Outcome | None = None
    attachment: FileRead | None = None
    draft: str = ""
    quick_replies: tuple[str, ...] = ()
    handoff: Handoff | None = None
    verified: Verified | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    tool_calls: list[ToolCall] = field(default_factory=list)
    disclosures: tuple[Disclosure, ...] = ()
    due: tuple[Due, ...] = ()
    confirmed: tuple[str, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    books_calls: list[Call] = field(default_factory=list)
    knowledge_calls: list[Call] = field(default_factory=list)
    wants_queue: str | None = None
    unsure: bool = False
    steered: bool = False
    next: Literal["retry", "done"] = "done"

    def __post_init__(self) -> None:
        self.books = cast(Books, Recorded(self.books, self.books_calls))

    def redact(self, text: str) -> str:
        """Return a text with the conversation's tokens for its personal data."""
        return self.redaction(text).text

    def redaction(self, text: str) -> Redaction:
        """Find a text's personal data; a bare number that answers a question is what was asked."""
        return redact(
            text,
            self.identity,
            asked=_asked(self.memory.asked_slot),
            tokens=self.tokens,
            names=self.services.names,
        )

    def tool_context(self) -> ToolContext:
        """Return what the tools of this turn work with: one borrower, one conversation."""
        return ToolContext(
            self.books,
            cast(Knowledge, Recorded(self.services.knowledge, self.knowledge_calls)),
            self.services.clock,
            self.conversation,
            self.scopes,
            product=self.snapshot.product.id if self.snapshot is not None else None,
            said=self.redacted,
        )

    def known(self) -> AccountSnapshot:
        """Return the snapshot; every node after `context` has one."""
        if self.snapshot is None:
            raise RuntimeError("the turn has no snapshot yet")
        return self.snapshot

    def brief_is_quiet(self) -> bool:
        """Tell whether nothing in this turn may ask for a payment."""
        return self.brief is not None and self.brief.quiet

    def add_result(self, result: ToolResult) -> str:
        """Keep a tool's result under the key that marks name it by, and return the key."""
        same = sum(1 for _, before in self.results if before.name == result.name)
        key = result.name if same == 0 else f"{result.name}~{same + 1}"
        self.results.append((key, result))
        return key

    def note(self, rail: str, outcome: Literal["pass", "repaired", "blocked"], why: str) -> None:
        """Add a verdict of the pipeline's own."""
        self.verdicts.append(Verdict(rail=rail, outcome=outcome, evidence=(why,)))

    def forget_attempt(self) -> None:
        """Drop what the last engine did, before another one answers the same message."""
        self.messages, self.rounds, self.quote = [], 0, None
        self.results = [(key, r) for key, r in self.results if key in STANDING]
        self.passages, self.draft, self.quick_replies = {}, "", ()
        self.wants_queue = None


def _asked(slot: str | None) -> Asked | None:
    """Tell which kind of personal data a slot asks for; any other asks for an amount or a date."""
    if slot is None:
        return None
    return next((kind for word, kind in _PERSONAL_SLOTS if word in slot), "amount")
