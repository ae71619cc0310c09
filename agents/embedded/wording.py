"""Cards and receipts in words: which phrase says an action, and the marks for its values.

The same phrases word a quote, a card's title and what came of a confirmed card, whoever
answers: a turn after a press has no engine.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from agents.embedded.phrases import Language, keys, phrase, slots
from tools.views import Refusal, Term

Part = Literal["quoted", "card", "done"]
# What must be said with a quote or a receipt, where the books put it among the terms.
BESIDE = (
    "already_waiting",
    "still_runs_on",
    "still_due",
    "related_aside",
    "autopay_leaves_out",
    "minimum_due",
)
# Refusals addressed to an engine, naming tools and arguments: a borrower reads none of it.
INSIDE = frozenset({"not_asked", "unknown_tool", "bad_arguments"})
# Words of the tools that are spelled out; every other text of a term is a name or a reference.
_SPELLED = frozenset({"autopay", "channel", "purpose", "fee", "kind"})
# Kinds of claim that a card names; a stranger's charge and a double one say so by themselves.
KINDS_WORDED = frozenset({"not_delivered", "quality", "credit_not_posted", "clarification"})


def term_marks(key: str, terms: Sequence[Term]) -> dict[str, str]:
    """Return the marks of a card's or receipt's values, by name; a bank's as bank and last4."""
    marks: dict[str, str] = {}
    for n, term in enumerate(terms):
        at = f"{key}.terms.{n}"
        if term.bank is not None:
            marks |= {"bank": f"{{{{{at}.bank.label}}}}", "last4": f"{{{{{at}.bank.last4}}}}"}
            continue
        kind = next(k for k in ("amount", "day", "count", "text") if getattr(term, k) is not None)
        marks[term.name] = f"{{{{{at}.{kind}}}}}"
    return marks


def said(
    part: Part, action: str, terms: Sequence[Term], values: Mapping[str, str], language: Language
) -> str:
    """Word an action from its values (marks, or formatted figures), with what must stand beside it.

    An action has one phrase a part, or one a variant ("set_autopay" on and off).
    """
    told = {**values, **_words(terms, values, language)}
    own = f"{part}_{action}{_variant(action, terms)}"
    sentences = [_one(own, told, language), *_also(part, action, terms, told, language)]
    if part != "card":
        for beside in BESIDE:
            untold = beside in values and beside not in slots(own)
            if untold and f"{part}_{beside}" in keys():
                sentences.append(_one(f"{part}_{beside}", told, language))
    return " ".join(sentences)


def _also(
    part: Part, action: str, terms: Sequence[Term], told: Mapping[str, str], language: Language
) -> list[str]:
    """Word the claims about no charge that stand beside others on a card."""
    said = []
    for n in range(1, len(terms)):
        kind = next((term.text for term in terms if term.name == f"also_{n}"), None)
        if kind is None:
            break
        amount = told.get(f"also_amount_{n}")
        key = f"entry_is_{kind}"
        if part == "card" and amount is not None:
            what = phrase(f"{key}_of", language, amount=amount)
        else:
            what = phrase(key, language)
        first = part == "card" and n == 1 and _variant(action, terms) == "_entries"
        said.append(what if first else phrase(f"{part}_{action}_also", language, what=what))
        if part != "card" and amount is not None:
            # In a sentence of its own: it is no payment that the account holds.
            said.append(phrase("also_disputes", language, amount=amount))
    return said


def refused(key: str, why: Refusal, language: Language) -> str:
    """Word a refusal in the reader's language where its reason has words of its own."""
    if why.code in INSIDE:
        return phrase("refused_inside", language)
    name = f"refused_{why.code}"
    if name not in keys():
        return phrase("refused", language, message=why.message)
    marks = {"limit": f"{{{{{key}.limit}}}}", "on": f"{{{{{key}.on}}}}"}
    return _one(name, marks, language)


def _one(key: str, told: Mapping[str, str], language: Language) -> str:
    return phrase(key, language, **{name: told[name] for name in slots(key)})


def _variant(action: str, terms: Sequence[Term]) -> str:
    texts = {term.name: term.text for term in terms}
    if action == "set_autopay":
        later = "_after" if "still_runs_on" in texts else ""
        return f"_off{later}" if texts.get("autopay") == "off" else "_on"
    if action == "set_contact_preference":
        return f"_{texts['change']}"
    if action == "file_dispute":
        return _disputed(terms, texts)
    if action == "draw_funds":
        return "_fee" if "fee" in texts else ""
    return ""


def _disputed(terms: Sequence[Term], texts: Mapping[str, str | None]) -> str:
    """Return how a dispute is worded: by how many charges, and of which kind where it is one."""
    count = next(term.count for term in terms if term.name == "count")
    if not count and "also_1" in texts:
        return "_entries"
    if "statement_on" in texts:
        return "_statement"
    if not count:
        if texts.get("kind") != "credit_not_posted":
            return "_entry_kind"
        return "_entry" if any(term.name == "amount" for term in terms) else "_entry_open"
    told = texts.get("kind") in KINDS_WORDED
    return ("_one" if count == 1 else "_several") + ("_kind" if told else "")


def _words(terms: Sequence[Term], values: Mapping[str, str], language: Language) -> dict[str, str]:
    """Return the spelled words of texts ("what autopay takes", "calls", "the late fee")."""
    words = {}
    for term in terms:
        if term.name in _SPELLED and term.text is not None:
            key = f"{term.name}_is_{term.text}"
            words[f"{term.name}_words"] = _one(key, values, language) if key in keys() else ""
    return words
