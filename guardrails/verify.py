"""The output rails in order: what a draft must pass before anyone reads it.

Marks, figures, claims, citations, privacy, tone. A rail that raises blocks. One repair is
tried: the offending sentences go if what remains still answers, and then passes every rail.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from guardrails.citations import CitationUse, CitedPassage, check_citations, says
from guardrails.claims import ClaimContext, ClaimsRail, ClaimsReader, policy_says_of_credit
from guardrails.figures import Evidence, Language, Rendered, ShownFigure, render, verify
from guardrails.privacy import PrivacyContext, PrivacyRail
from guardrails.reading import grade
from guardrails.repair import without
from guardrails.support import unsupported
from guardrails.text import sentences

RailName = Literal["marks", "figures", "claims", "citations", "privacy", "tone"]
HARDEST_GRADE = 10.0
LONGEST_DRAFT = 4_000


@dataclass(frozen=True)
class RailVerdict:
    """What one rail found; `evidence` names spans and rules, never personal data."""

    rail: RailName
    outcome: Literal["pass", "repaired", "blocked"]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class VerifyContext:
    """All that a draft of this turn is judged against.

    `evidence` holds the turn's tool facts and the cited passages' facts; `passages` are those
    the turn retrieved, by id.
    """

    evidence: Evidence
    today: date
    language: Language = "en"
    passages: Mapping[str, CitedPassage] = field(default_factory=dict)
    claims: ClaimContext = ClaimContext()
    privacy: PrivacyContext = PrivacyContext()
    audience: Literal["borrower", "staff"] = "borrower"


@dataclass(frozen=True)
class Verified:
    """A judged draft. Where a rail blocked, `text` is empty: there is nothing to show."""

    text: str
    figures: tuple[ShownFigure, ...]
    citations: tuple[CitationUse, ...]
    verdicts: tuple[RailVerdict, ...]

    @property
    def blocked(self) -> bool:
        """Tell whether the draft may not be shown."""
        return any(verdict.outcome == "blocked" for verdict in self.verdicts)

    @property
    def repaired(self) -> bool:
        """Tell whether sentences were dropped."""
        return any(verdict.outcome == "repaired" for verdict in self.verdicts)


@dataclass(frozen=True)
class OutputRails:
    """The rails that need loading, ready for use; one instance serves every turn.

    `skip` leaves rails out, so that a test can show that each one catches what it is there for.
    No configuration reaches it: `load` doesn't set it.
    """

    claims: ClaimsRail
    privacy: PrivacyRail
    skip: frozenset[RailName] = frozenset()

    @classmethod
    def load(
        cls, prompts: Iterable[str] = (), canary: str = "", id_patterns: Iterable[str] = ()
    ) -> "OutputRails":
        """Compile the claims' rules and index the prompts that mustn't leak."""
        return cls(ClaimsRail.load(), PrivacyRail.load(prompts, canary, id_patterns))

    def reading(self, learnt: ClaimsReader) -> "OutputRails":
        """Return the same rails with a reader for what the claims' rules don't know."""
        return replace(self, claims=replace(self.claims, learnt=learnt))


@dataclass(frozen=True)
class _Finding:
    start: int
    end: int
    why: str
    fatal: bool = False


@dataclass
class _Run:
    """One pass of all rails over one rendered text."""

    rails: OutputRails
    context: VerifyContext
    rendered: Rendered
    figures: tuple[ShownFigure, ...] = ()
    citations: tuple[CitationUse, ...] = ()

    def findings(self) -> dict[RailName, tuple[_Finding, ...]]:
        """Return each rail's findings; a rail that raises finds the whole text wanting."""
        rails: dict[RailName, Callable[[], Iterable[_Finding]]] = {
            "marks": self._marks,
            "figures": self._figures,
            "claims": self._claims,
            "citations": self._citations,
            "privacy": self._privacy,
        }
        skip = self.rails.skip
        return {name: () if name in skip else self._guarded(rail) for name, rail in rails.items()}

    def _guarded(self, rail: Callable[[], Iterable[_Finding]]) -> tuple[_Finding, ...]:
        try:
            return tuple(rail())
        except Exception as error:  # a broken rail must not let a reply through
            whole = len(self.rendered.text)
            return (_Finding(0, whole, f"rail failed: {type(error).__name__}", fatal=True),)

    def _marks(self) -> Iterable[_Finding]:
        return (
            _Finding(mark.start, mark.end, f"no fact for {mark.mark!r}")
            for mark in self.rendered.unresolved
        )

    def _figures(self) -> Iterable[_Finding]:
        context = self.context
        verdict = verify(
            self.rendered.text,
            context.evidence.plus((), sorted(context.privacy.contacts)),
            context.today,
            context.language,
            self.rendered.figures,
        )
        self.figures = verdict.figures
        return (
            _Finding(u.span.start, u.span.end, f"{u.reason}: {u.span.text!r}")
            for u in verdict.unverified
        )

    def _claims(self) -> Iterable[_Finding]:
        text = self.rendered.text
        found = self.rails.claims.check(text, self.context.claims)
        return (
            _Finding(f.start, f.end, f"{f.rule}: {f.text!r}", fatal=f.severity == "block")
            for f in found
            if f.severity != "warn"
            and not (f.rule == "credit_score" and self._quoted(f.start))
            and not (f.learnt and self._borne_out(f.start))
        )

    def _borne_out(self, position: int) -> bool:
        """Tell whether a passage of this turn says in like words what is said at a position."""
        if self.context.language != "en":
            return False
        said = self._sentence(position)
        return any(not unsupported(said, p.text) for p in self.context.passages.values())

    def _sentence(self, position: int) -> str:
        whole = sentences(self.rendered.text)
        return next(s.text for s in whole if s.start <= position < s.end)

    def _quoted(self, position: int) -> bool:
        """Tell whether the sentence at a position is the lender's own policy."""
        said = self._sentence(position)
        passages = [passage.text for passage in self.context.passages.values()]
        return any(says(text, said) for text in passages) or policy_says_of_credit(said, passages)

    def _citations(self) -> Iterable[_Finding]:
        context = self.context
        self.citations, findings = check_citations(
            self.rendered.text,
            self.rendered.citations,
            context.passages,
            context.today,
            context.audience,
            context.language,
            self.figures,
        )
        return (_Finding(f.start, f.end, f.why) for f in findings)

    def _privacy(self) -> Iterable[_Finding]:
        found = self.rails.privacy.check(self.rendered.text, self.context.privacy)
        marks = [(mark.start, mark.end) for mark in self.rendered.unresolved]
        return (
            _Finding(f.start, f.end, f.kind, fatal=True)
            for f in found
            if not any(start <= f.start < end for start, end in marks)
            and not (f.kind in ("email", "phone") and self._published(f.start, f.end))
        )

    def _published(self, start: int, end: int) -> bool:
        """Tell whether a passage of this turn gives the contact point itself."""
        point = self.rendered.text[start:end]
        return any(point in passage.text for passage in self.context.passages.values())


def verify_reply(draft: str, context: VerifyContext, rails: OutputRails) -> Verified:
    """Judge a draft: pass it, pass it without its offending sentences, or block it.

    Never raises: what a rail can't judge is blocked (design §2, P1), and so is a draft longer
    than `LONGEST_DRAFT` characters. The caller regenerates once or uses a safe template.
    """
    if len(draft) > LONGEST_DRAFT:
        return Verified("", (), (), (RailVerdict("marks", "blocked", ("too long",)),))
    try:
        rendered = render(draft, context.evidence, context.language, context.today)
    except Exception as error:  # fails closed, like every rail
        verdict = RailVerdict("marks", "blocked", (f"rail failed: {type(error).__name__}",))
        return Verified("", (), (), (verdict,))
    first = _Run(rails, context, rendered)
    found = first.findings()
    if not rendered.text.strip():
        return Verified("", (), (), (RailVerdict("marks", "blocked", ("empty reply",)),))
    if not any(found.values()):
        return _passed(first, found, "pass")
    second = _repaired(first, found)
    if second is None:
        return Verified("", (), (), _verdicts(found, "blocked"))
    return _passed(second, found, "repaired")


def _repaired(run: _Run, found: Mapping[RailName, tuple[_Finding, ...]]) -> _Run | None:
    """Return a pass over the text without its offending sentences, None where that won't do."""
    all_ = [finding for findings in found.values() for finding in findings]
    if any(finding.fatal for finding in all_):
        return None
    try:
        rest = without(run.rendered, [(f.start, f.end) for f in all_])
    except Exception:  # a repair that fails is no repair
        return None
    if rest is None:
        return None
    again = replace(run, rendered=rest, figures=(), citations=())
    return None if any(again.findings().values()) else again


def _passed(
    run: _Run,
    found: Mapping[RailName, tuple[_Finding, ...]],
    outcome: Literal["pass", "repaired"],
) -> Verified:
    tone = RailVerdict("tone", "pass", _tone(run))
    verdicts = (*_verdicts(found, outcome), tone)
    return Verified(run.rendered.text, run.figures, run.citations, verdicts)


def _verdicts(
    found: Mapping[RailName, tuple[_Finding, ...]],
    outcome: Literal["pass", "repaired", "blocked"],
) -> tuple[RailVerdict, ...]:
    return tuple(
        RailVerdict(rail, outcome if findings else "pass", tuple(f.why for f in findings))
        for rail, findings in found.items()
    )


def _tone(run: _Run) -> tuple[str, ...]:
    if run.context.language != "en":
        return ()
    level = grade(run.rendered.text)
    return (f"reading grade {level:.1f}",) if level is not None and level > HARDEST_GRADE else ()
