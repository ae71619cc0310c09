"""Tokens of one conversation: the same value keeps its token from turn to turn.

What is kept between turns is a keyed fingerprint of each value, never the value: a checkpoint
or a record can't give it back. Originals live for one turn only, so a reply can put back what
was said in it; an older token is worded ("the phone number you gave").
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Literal

from guardrails.redaction.model import TOKEN, PersonalDataKind

_DIGITAL = frozenset({"ssn", "card", "account", "routing", "phone"})
_SHOWN = frozenset({"phone", "email", "address", "name"})
_FINGERPRINT_CHARS = 24
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "ssn": "the social security number you gave",
        "card": "the card number you gave",
        "account": "the account number you gave",
        "routing": "the routing number you gave",
        "phone": "the phone number you gave",
        "email": "the e-mail address you gave",
        "address": "the address you gave",
        "date_of_birth": "the date of birth you gave",
        "name": "the person you named",
    },
    "es": {
        "ssn": "el número de seguro social que nos dio",
        "card": "el número de tarjeta que nos dio",
        "account": "el número de cuenta que nos dio",
        "routing": "el número de ruta que nos dio",
        "phone": "el teléfono que nos dio",
        "email": "el correo que nos dio",
        "address": "la dirección que nos dio",
        "date_of_birth": "la fecha de nacimiento que nos dio",
        "name": "la persona que mencionó",
    },
}


class Tokens:
    """Hands out tokens like `<PHONE_1>` and takes them back.

    `key` is the deployment's secret; `kept` is what `ledger` gave after the turn before.
    """

    def __init__(self, key: bytes, kept: Mapping[str, str] | None = None) -> None:
        self._key = key
        self._ledger = dict(kept or {})
        self._by_value = {fingerprint: token for token, fingerprint in self._ledger.items()}
        self._originals: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Tokens({len(self._ledger)})"

    @property
    def ledger(self) -> dict[str, str]:
        """Fingerprints by token: what the next turn needs, and nothing that gives a value away."""
        return dict(self._ledger)

    def token(self, kind: PersonalDataKind, value: str) -> str:
        """Return the value's token, a new one on its first appearance."""
        fingerprint = self._fingerprint(kind, value)
        token = self._by_value.get(fingerprint)
        if token is None:
            label = kind.upper()
            number = 1 + sum(known.startswith(f"<{label}_") for known in self._ledger)
            token = f"<{label}_{number}>"
            self._ledger[token] = fingerprint
            self._by_value[fingerprint] = token
        self._originals.setdefault(token, value)
        return token

    def restore(self, text: str, language: Literal["en", "es"] = "en") -> str:
        """Return a text to show to the borrower: no token stays in it.

        A phone, e-mail, address or name said this turn comes back; every other token is worded.
        """
        return TOKEN.sub(lambda m: self._shown(m.group(), m.group(1), language), text)

    def worded(self, text: str, language: Literal["en", "es"] = "en") -> str:
        """Return a text to keep: every token is worded, none put back."""
        return TOKEN.sub(lambda m: _word(m.group(), m.group(1), language), text)

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a tool's arguments with the tokens of phone, e-mail, address and name put back."""
        return {name: self._argument(value) for name, value in given.items()}

    def hidden(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a tool's arguments as records may hold them: originals as tokens again."""
        by_original = {value: token for token, value in self._originals.items()}
        return {
            name: by_original.get(value, value) if isinstance(value, str) else value
            for name, value in given.items()
        }

    def _argument(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return TOKEN.sub(
            lambda m: (
                self._originals.get(m.group(), m.group())
                if m.group(1).lower() in _SHOWN
                else m.group()
            ),
            value,
        )

    def _shown(self, token: str, label: str, language: str) -> str:
        if label.lower() in _SHOWN and token in self._originals:
            return self._originals[token]
        return _word(token, label, language)

    def _fingerprint(self, kind: str, value: str) -> str:
        plain = " ".join(value.casefold().split())
        if kind in _DIGITAL:
            plain = "".join(filter(str.isalnum, plain))
        message = f"{kind}\0{plain}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:_FINGERPRINT_CHARS]


def _word(token: str, label: str, language: str) -> str:
    return _WORDS[language].get(label.lower(), token)
