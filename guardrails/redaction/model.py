"""What redaction finds, and what it gives back."""

import re
from dataclasses import dataclass, field
from typing import Literal

PersonalDataKind = Literal[
    "ssn", "card", "account", "routing", "phone", "email", "address", "date_of_birth", "name"
]
_TOKEN = re.compile(r"<[A-Z_]+_\d+>")


@dataclass(frozen=True)
class Span:
    """Personal data in a text: a half-open range of its characters."""

    kind: PersonalDataKind
    start: int
    end: int


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
        return _TOKEN.sub(lambda match: self.originals.get(match.group(), match.group()), text)
