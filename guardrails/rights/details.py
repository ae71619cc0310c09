"""What a message says about the right it invokes: amounts and the merchant, unverified."""

import re
from dataclasses import dataclass
from decimal import Decimal

from guardrails.rights.model import RightSignal

_AMOUNT = re.compile(
    r"\$\s?(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{1,2})?)(?![\d,]*\d)"
    r"|(?<![\w.,$#/-])(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{2})?)[ ]?(?:dollars?|bucks|"
    r"usd|d[oó]lares)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“]([^\"”\n]{2,40})[\"”]")
_SHOUTED = re.compile(
    r"(?<![\w'])((?:SQ \*|TST\* ?|PP\*)?[A-Z][A-Z0-9&*'.]{2,}(?: [A-Z0-9&*'.#]{2,}){0,4})(?![a-z])"
)
_CAPITAL = r"[A-Z0-9][\w&*'’.-]*"
_NAMED = re.compile(
    rf"\b(?:from|at|by|to|called|named|with|en|"
    rf"de)[ ]+(?:the[ ]+)?({_CAPITAL}(?:[ ](?:{_CAPITAL}|of|the|and|&|de|la)){{0,4}})"
)
_SUBJECT = re.compile(
    rf"(?:^|[.!?]\s+)((?:{_CAPITAL})(?:[ ](?:{_CAPITAL}|&)){{0,3}})[ ](?:charged|billed|rang|"
    rf"ran|hit|overcharged)\b"
)
_PLAIN = re.compile(
    r"\b(?:the|a|an|my|that|this|some|la|el|una|un)[ ]+((?:[a-z]+[ ]){0,2}(?:store|shop|"
    r"market|grocer|grocery|pharmacy|"
    r"restaurant|hotel|motel|casino|station|gym|airline|diner|bakery|merchant|website|dealer|"
    r"mechanic|supermarket|bar|salon|tienda|supermercado|farmacia|restaurante|gasolinera))\b",
    re.IGNORECASE,
)
_NO_MERCHANT = frozenset(
    "i i'm i've y'all ya'll you my the this that these those it he she they we there what "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december experian equifax transunion cfpb "
    "chapter social security stop ssn usd".split()
)


@dataclass(frozen=True)
class RightDetails:
    """Particulars of one right, in the words of the message.

    `amounts` are dollars in the order of the text; `stated_at` are their ranges in the text;
    `merchant` is the merchant as written, or None.
    """

    amounts: tuple[Decimal, ...]
    stated_at: tuple[tuple[int, int], ...]
    merchant: str | None
    merchant_at: tuple[int, int] | None


def parse_details(text: str, signal: RightSignal) -> RightDetails:
    """Return the amounts and the merchant that a message names near a right.

    Looks in the sentences that the signal's span touches, and in the whole message where those
    name nothing.
    """
    near = _sentences_around(text, signal.span)
    amounts = _amounts(text, near) or _amounts(text, (0, len(text)))
    merchant = _merchant(text, near) or _merchant(text, (0, len(text)))
    return RightDetails(
        amounts=tuple(value for value, _ in amounts),
        stated_at=tuple(place for _, place in amounts),
        merchant=text[merchant[0] : merchant[1]] if merchant else None,
        merchant_at=merchant,
    )


def _amounts(text: str, within: tuple[int, int]) -> list[tuple[Decimal, tuple[int, int]]]:
    return [
        (Decimal((match.group(1) or match.group(2)).replace(",", "")), match.span())
        for match in _AMOUNT.finditer(text, *within)
    ]


def _merchant(text: str, within: tuple[int, int]) -> tuple[int, int] | None:
    for pattern in (_QUOTED, _SHOUTED, _SUBJECT, _NAMED, _PLAIN):
        for match in pattern.finditer(text, *within):
            first = match.group(1).split()[0].lower().strip(".,")
            if first not in _NO_MERCHANT and not first.isdigit():
                start, end = match.span(1)
                while text[end - 1] in " .,'":
                    end -= 1
                return start, end
    return None


def _sentences_around(text: str, span: tuple[int, int]) -> tuple[int, int]:
    before = [match.end() for match in re.finditer(r"[.!?]\s+", text[: span[0]])]
    after = re.search(r"[.!?](?:\s|$)", text[max(span[1] - 1, 0) :])
    end = max(span[1] - 1, 0) + after.end() if after else len(text)
    return (before[-1] if before else 0), end
