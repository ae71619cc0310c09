"""A quote in words, or why there is none and what else can be done."""

from agents.brief import Brief
from agents.embedded.skills.base import MONEY, Result, Say, refusal
from agents.embedded.wording import said, term_marks
from tools.views import QuoteView


def quoted(brief: Brief, result: Result, policy: str = "", quick: tuple[str, ...] = ()) -> Say:
    """Word a fresh quote: what the card will do, and that only the button does it.

    A refusal is followed by `policy`, its citation, and the replies offered with it.
    """
    quote = result.view(QuoteView)
    if quote is None:
        return Say(f"{refusal(brief, result).text} {policy}".strip(), MONEY, quick)
    marks = term_marks(result.key, quote.terms)
    return Say(said("quoted", quote.action, quote.terms, marks, brief.language), MONEY)
