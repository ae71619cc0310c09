"""The triage of long narratives: deterministic, no network, no clock of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.triage.amounts import disputed_amounts
from agents.triage.classify import Classifier, Weighed
from agents.triage.cues import READ_CHARS, Cue, CueBook, read_narrative, scores
from agents.triage.decide import Border, choose, load_borders, settle
from agents.triage.facts import missing_facts
from agents.triage.model import RIGHTS, Clocks, Finding, Reason
from agents.triage.rights import RightsBook
from agents.triage.routing import first_deadline, handling, priority, route
from guardrails.linear import Embed
from guardrails.rights.reading import Reading

_REASONS_MAX = 3


@dataclass(frozen=True)
class Triage:
    """Sorts complaints; safe to share between threads."""

    cues: CueBook
    rights: RightsBook
    borders: tuple[Border, ...]
    classifier: Classifier
    clocks: Clocks

    @classmethod
    def load(cls, embed: Embed, clocks: Clocks) -> "Triage":
        """Load the rules and the weights that ship; nothing is trained."""
        return cls(
            CueBook.load(), RightsBook.load(), load_borders(), Classifier.load(embed), clocks
        )

    def sort(self, narratives: Sequence[str], received: date) -> list[Finding]:
        """Sort narratives received on a day, in their order; a batch embeds quicker than one.

        What lies beyond 6,000 characters of a narrative is not read. An empty one is `other`.
        """
        readings = [read_narrative(text) for text in narratives]
        cues = [self.cues.find(reading) for reading in readings]
        weighed = self.classifier.weigh(
            narratives, [reading.text for reading in readings], [scores(found) for found in cues]
        )
        return [
            self._finding(text[:READ_CHARS], reading, found, weight, received)
            for text, reading, found, weight in zip(
                narratives, readings, cues, weighed, strict=True
            )
        ]

    def _finding(
        self,
        text: str,
        reading: Reading,
        cues: Sequence[Cue],
        weighed: Weighed,
        received: date,
    ) -> Finding:
        settled = settle(weighed.matters, reading.text, self.borders)
        primary, secondary = choose(settled)
        invoked = self.rights.find(reading, text)
        named = {reason.speaks_for for reason in invoked} | self.rights.likely(
            reading, weighed.rights, settled
        )
        rights = tuple(right for right in RIGHTS if right in named)
        amounts = disputed_amounts(text)
        work = handling(primary)
        return Finding(
            primary=primary,
            secondary=secondary,
            rights=rights,
            disputed_amounts=amounts,
            route=route(primary, frozenset(rights)),
            priority=priority(primary, frozenset(rights)),
            missing_facts=missing_facts(work.facts, text),
            suggested_evidence=work.evidence,
            next_action=work.next_action,
            deadline=first_deadline(rights, received, self.clocks),
            reasons=(*_deciding(cues, primary, text), *invoked),
            confidence=settled[primary],
        )


def _deciding(cues: Sequence[Cue], primary: str, text: str) -> tuple[Reason, ...]:
    """Return the strongest words that speak for the matter chosen."""
    order = {"strong": 0, "plain": 1, "weak": 2}
    own = sorted(
        (cue for cue in cues if cue.matter == primary), key=lambda cue: (order[cue.tier], cue.start)
    )
    return tuple(
        Reason(primary, (cue.start, cue.end), text[cue.start : cue.end])
        for cue in own[:_REASONS_MAX]
    )
