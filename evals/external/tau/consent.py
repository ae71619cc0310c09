"""The user's own confirmation, where there is no button: a card in words, and a yes to it. Pure.

In the product a typed "yes" moves nothing. The bench gives its users nothing but words, so here
a reply counts, once, for exactly the call that the card showed, and only if it is clear.
"""

import re
from collections.abc import Mapping

from evals.bench.bank import Card
from tools.values import Origin

_ORIGIN: Mapping[Origin, str] = {
    "document": "from a document or an earlier answer",
    "merchant": "from a list of transactions",
    "attachment": "from a file",
    "model": "my own wording, nobody gave it",
}
_YES = re.compile(
    r"\W*(?:ok(?:ay)?\W+)?(?:yes|yep|yeah|sure|correct|confirmed|that'?s (?:correct|right)|"
    r"i (?:do |can )?confirm|i agree|(?:please )?(?:go ahead|proceed))\b"
)
_HOLDS_BACK = re.compile(
    r"\b(?:no|not|nope|never|don'?t|won'?t|can'?t|cannot|but|except|unless|if|instead|rather|"
    r"wait|hold|stop|cancel|make (?:it|that|this)|only|actually|wrong|incorrect|different|before|"
    r"first|later|until|after|once)\b|n't\b|\?"
)
_CHANGED_TO = re.compile(r"\b(?:change|set|update|switch|make)\b[^.!;]*?\b(?:in)?to\s+(\S+)")
_TOKEN = re.compile(r"\S*[\d@]\S*")


def written(card: Card) -> str:
    """Return the card: the call, every value of it, and where the ones not given came from.

    A value stands on one line, so that none can look like another's.
    """
    sources = {one.name: f" ({_ORIGIN.get(one.origin, one.origin)})" for one in card.foreign}
    lines = [
        " ".join(f"- {name}: {value}".split()) + sources.get(name, "")
        for name, value in card.call.arguments.items()
    ]
    return "\n".join(
        [
            f"Please confirm before I do this: {card.call.function}",
            *lines,
            'Reply "I confirm" to go ahead with exactly these values, or tell me what is wrong.',
        ]
    )


def agrees(reply: str, card: Card) -> bool:
    """Tell whether a reply is a clear yes to a card; anything doubtful is no.

    A yes that brings a condition, a question, or a value that isn't on the card is none.
    """
    said = reply.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
    if not _YES.match(said) or _HOLDS_BACK.search(said):
        return False
    shown = {_bare(word) for word in written(card).casefold().split()}
    named = [*_TOKEN.findall(said), *_CHANGED_TO.findall(said)]
    return all(_bare(word) in shown for word in named)


def _bare(token: str) -> str:
    return token.strip(".,;:!$()'\"")
