"""What a message must be before anything else looks at it.

The one place where text is refused for its form: nothing of a refused message is stored, and
the borrower is told plainly what to do.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

MESSAGE_CHARS_MAX = 4_000

RejectionCode = Literal["empty", "too_long", "control_characters", "direction_marks", "unreadable"]

_ALLOWED_CONTROLS = frozenset("\n\t\r")
_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2060\ufeff")
)
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406"
    "\u03bf\u03b1\u03b9\u03c1\u03bd\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7",
    "aeopcyxijsdhABEKMHOPCTXIoaipvABEHIKMNOPTX",
)


@dataclass(frozen=True)
class Admitted:
    """A message to work with: NFC, no invisible characters, bare line feeds, ends trimmed."""

    text: str


@dataclass(frozen=True)
class Rejected:
    """A message that can't be taken: a stable code, and what to tell the person who wrote it."""

    code: RejectionCode
    message: str


def admit(text: str) -> Admitted | Rejected:
    """Take or refuse a message; never raises.

    The size limit counts characters as sent, before anything is removed.
    """
    if len(text) > MESSAGE_CHARS_MAX:
        return Rejected(
            "too_long",
            f"That message is longer than {MESSAGE_CHARS_MAX:,} characters. "
            "Please shorten it, or send it in parts.",
        )
    if any("\ud800" <= c <= "\udfff" for c in text):
        return Rejected(
            "unreadable", "Part of that message didn't come through. Please type it again."
        )
    if any(unicodedata.category(c) == "Cc" and c not in _ALLOWED_CONTROLS for c in text):
        return Rejected(
            "control_characters",
            "That message has characters in it that can't be shown. "
            "Please type it again, or paste it as plain text.",
        )
    if any(c in _DIRECTION_OVERRIDES for c in text):
        return Rejected(
            "direction_marks",
            "That message has hidden marks in it that turn the direction of the text. "
            "Please type it again, or paste it as plain text.",
        )
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = plain.translate(_INVISIBLE).strip()
    if not plain:
        return Rejected("empty", "There's nothing in that message yet. What can I help you with?")
    return Admitted(plain)


def plain_letters(text: str) -> str:
    """Return a text as a detector should read it: compatibility forms and look-alikes folded.

    "\uff29gn\u043ere" reads "Ignore". For reading only: offsets don't match the text given.
    """
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_LOOK_ALIKES)
