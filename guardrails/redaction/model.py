"""What redaction finds, and what it gives back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PersonalDataKind = Literal[
    "ssn", "card", "account", "routing", "phone", "email", "address", "date_of_birth", "name"
]
Asked = Literal[
    "amount",
    "ssn",
    "card",
    "account",
    "routing",
    "phone",
    "email",
    "address",
    "date_of_birth",
    "name",
]
"""What the question before a message asked for; digits alone are then that."""

TOKEN = re.compile(r"<([A-Z_]+)_\d+>")


@dataclass(frozen=True)
class Span:
    """Personal data in a text: a half-open range of its characters.

    Digits without a word about them ("4417") may be of several kinds: `kind` is the likeliest,
    `maybe` lists the others.
    """

    kind: PersonalDataKind
    start: int
    end: int
    maybe: tuple[PersonalDataKind, ...] = ()

    @property
    def kinds(self) -> tuple[PersonalDataKind, ...]:
        """Every kind this may be, the likeliest first."""
        return (self.kind, *self.maybe)


@dataclass(frozen=True)
class KnownIdentity:
    """What the record already holds of the borrower and their household.

    `names` are full names; `account_numbers` are the lender's own and linked ones, digits only.
    """

    names: tuple[str, ...] = ()
    account_numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Redaction:
    """A text with tokens for its personal data, and the way back.

    `spans` refer to the text as given. The same value gets the same token throughout.
    """

    text: str
    spans: tuple[Span, ...]
    originals: dict[str, str] = field(repr=False)

    def restore(self, text: str) -> str:
        """Put the originals back into any text that uses the tokens; unknown tokens stay."""
        return put_back(text, self.originals)


def put_back(text: str, originals: Mapping[str, str]) -> str:
    """Replace each token that has an original by it; other tokens stay."""
    return TOKEN.sub(lambda match: originals.get(match.group(), match.group()), text)
