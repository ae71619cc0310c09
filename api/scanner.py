"""What the input rails see in one text: rights, intents, injection, personal data."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.ears import Ears
from guardrails.redaction import find

Channel = Literal["user", "document", "tool"]


@dataclass(frozen=True)
class Scan:
    """What was seen; spans are character positions in the text, end excluded."""

    rights: tuple[tuple[str, tuple[int, int]], ...]
    intents: tuple[str, ...]
    injection_flag: bool
    injection_score: float
    personal_data: tuple[tuple[str, int, int], ...]

    def as_json(self, id: str | int) -> str:
        """Return the line that `linewise scan` prints for a message."""
        return json.dumps(
            {
                "id": id,
                "rights": [{"kind": kind, "span": list(span)} for kind, span in self.rights],
                "intents": list(self.intents),
                "injection": {
                    "flag": self.injection_flag,
                    "score": round(self.injection_score, 4),
                },
                "personal_data": [
                    {"kind": kind, "start": start, "end": end}
                    for kind, start, end in self.personal_data
                ],
            },
            ensure_ascii=False,
        )


@dataclass(frozen=True)
class Scanner:
    """The input rails together, deterministic and without a database."""

    ears: Ears
    today: date

    def scan(self, text: str, channel: Channel) -> Scan:
        """Scan one text. Intents are read from users' text only."""
        score = self.ears.injection.score(text, channel)
        intents: tuple[str, ...] = ()
        if channel == "user":
            requests = self.ears.reader.read(text, today=self.today).requests
            intents = tuple(dict.fromkeys(request.intent for request in requests))
        return Scan(
            rights=tuple((found.kind, found.span) for found in self.ears.rights.detect(text)),
            intents=intents,
            injection_flag=score.flag,
            injection_score=score.score,
            personal_data=tuple(
                (kind, span.start, span.end)
                for span in find(text, names=self.ears.names)
                for kind in span.kinds
            ),
        )
