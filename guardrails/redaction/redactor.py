"""Personal data out of a text before it is logged or leaves for a provider, and back again."""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

from guardrails.redaction.model import Asked, KnownIdentity, Redaction, Span
from guardrails.redaction.names import spans_of_names
from guardrails.redaction.patterns import spans_by_form
from guardrails.redaction.tokens import Tokens

Names = Callable[[str, tuple[str, ...]], Iterable[Span]]
"""Finds names of people in a text, given the full names on record."""

_KNOWN_DIGITS_MIN = 6
_NOBODY = KnownIdentity()
_NO_KEY = b"one text"  # tokens that outlive no call need no secret


def redact(
    text: str,
    known: KnownIdentity | None = None,
    *,
    asked: Asked | None = None,
    tokens: Tokens | None = None,
    names: Names = spans_of_names,
) -> Redaction:
    """Replace personal data by tokens like `<PHONE_1>`; deterministic, never raises.

    Where two findings overlap, the one that was found on surer ground stays. `asked` says what
    the question before the message asked for: after one for an amount "1475" alone stays.
    `tokens` are the conversation's, so that a value keeps its token from turn to turn; `names`
    is another recogniser of names (see `presidio`).
    """
    spans = find(text, known, asked=asked, names=names)
    book = tokens or Tokens(_NO_KEY)
    parts: list[str] = []
    originals: dict[str, str] = {}
    at = 0
    for span in spans:
        value = text[span.start : span.end]
        token = book.token(span.kind, value)
        originals.setdefault(token, value)
        parts += [text[at : span.start], token]
        at = span.end
    return Redaction("".join([*parts, text[at:]]), spans, originals)


def find(
    text: str,
    known: KnownIdentity | None = None,
    *,
    asked: Asked | None = None,
    names: Names = spans_of_names,
) -> tuple[Span, ...]:
    """Return the personal data in a text, in order, without overlaps."""
    who = known or _NOBODY
    taken: list[Span] = []
    for candidates in (
        _known(text, who),
        spans_by_form(text, asked),
        names(text, who.names),
    ):
        for span in candidates:
            if span.end > span.start and all(
                span.end <= other.start or span.start >= other.end for other in taken
            ):
                taken.append(span)
    return tuple(sorted(taken, key=lambda span: span.start))


def redact_event(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Redact every text of a structlog event, nested ones too (a structlog processor)."""
    for key, value in event.items():
        event[key] = _redacted(value)
    return event


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value).text
    if isinstance(value, Mapping):
        return {key: _redacted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_redacted(item) for item in value)
    return value


def _known(text: str, who: KnownIdentity) -> Iterable[Span]:
    for number in who.account_numbers:
        digits = re.sub(r"\D", "", number)
        if len(digits) >= _KNOWN_DIGITS_MIN:
            spaced = "[ -]?".join(digits)
            for match in re.finditer(rf"(?<!\d){spaced}(?!\d)", text):
                yield Span("account", match.start(), match.end())
    for address in who.addresses:
        words = [re.escape(word) for word in re.findall(r"\w+", address)]
        if words:
            for match in re.finditer(r"\W+".join(words), text, re.IGNORECASE):
                yield Span("address", match.start(), match.end())
