"""Names of people: from the record, after a cue, and by a list of common first names."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import yaml

from guardrails.redaction.model import Span

_PART = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_CUE = re.compile(
    r"\b(?:(?:my|full|first|last|the|his|her|account holder'?s?|sur)[ ])*name"
    r"(?:[ ]on(?: the)? (?:account|card))?(?:'s|s)?[ ]*(?:is|:|=|-)?[ ]+"
    r"|\b(?:i am called|me llamo|mi nombre es|se llama|apellido|nombre)[ ]+"
    r"|\b(?:mr|mrs|ms|miss|dr|sr|sra|srta)\.?[ ]+",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"\b(?:this is|call me"
    r"|(?:attorney|lawyer|counsel|executor|wife|husband|son|daughter|mother|father|mom|dad|brother|"
    r"sister|spouse|partner|caregiver|nurse|roommate|neighbor|boss|abogad[oa]|licenciad[oa]|"
    r"espos[oa]|hij[oa]|madre|padre|herman[oa])(?:[ ](?:is|es|named)|,)?)[ ]+",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    rf"(?:^|[\n.!?])\s*(?:(?i:sincerely|respectfully|regards|best regards|kind regards|yours truly|"
    rf"cordially|blessings|signed|atentamente|saludos|"
    rf"cordialmente|firmado)\s*[,:\n]\s*|(?i:thanks|thank you|gracias),?\s*\n\s*|[-–—]{{1,2}}[ ]?)"
    rf"({_PART}(?:[ ]{_PART}\.?){{0,3}})\s*\Z"
)
_MYSELF = re.compile(
    rf"\b(?:i am|i'm|im|my ?self|it is|it's|soy|yo soy|aqu[ií])[ ]+({_PART}(?:[ ]{_PART}){{0,2}})"
    rf"(?=[.!,]?\s*$|[ ](?:and[ ])?(?:my[ ])?(?:ssn|account|acct|ac|card)\b)",
    re.IGNORECASE,
)
_NUMBERED = (
    r"(?:(?:and|y)[ ])?(?:my[ ])?(?:last[ ](?:four|4)[ ](?:of[ ])?)?"
    r"(?:ssn|social|account|acct|ac|card)\b[^\n]*\d"
)
_BEFORE_NUMBER = re.compile(
    rf"^\s*({_PART}(?:[ ]{_PART}){{0,2}})"
    rf"(?=[ ](?:{_NUMBERED}|(?:and[ ]|y[ ])?\d{{4}}(?!\d)|\d{{9,16}}(?!\d)))"
    rf"|(?<=\d{{4}}[ ])({_PART}(?:[ ]{_PART})?)\s*$",
    re.IGNORECASE,
)
_AFTER_CUE = re.compile(rf"{_PART}(?:[ ]{_PART}\.?){{0,3}}")
_WORD = re.compile(_PART)
_ADDRESSED = re.compile(
    r"(?:\b(?:hi|hii|hello|hey|dear|thanks|thank you|thankyou|great|ok|okay|yes|no|sure|"
    r"morning|afternoon|evening|bye)[ ,]+)$",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\s*({_PART}) ({_PART})[.!]?\s*")
_NAME_PARTS_MAX = 3
_SHORT_MESSAGE_WORDS = 3
_SMALL_WORD = 2


def spans_of_names(text: str, known: tuple[str, ...]) -> Iterator[Span]:
    """Yield names: of the record anywhere, others after a cue or by the list of first names.

    A first name by the list counts when it is written as a name (capitals), or is all that a
    short message says; two words alone that belong to no everyday message are a name too. Who
    is greeted or thanked is the other side.
    """
    for name in known:
        for part in _WORD.findall(name):
            # "Grace" is somebody, "a grace period" isn't.
            flags = re.NOFLAG if part.lower() in common_words() else re.IGNORECASE
            if len(part) > 1:
                for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text, flags):
                    yield Span("name", match.start(), match.end())
    yield from _introduced(text)
    for cue in _CUE.finditer(text):
        after = _AFTER_CUE.match(text, cue.end())
        if after:
            yield from _leading(text, after.start(), after.end(), strict=False)
    for cue in _RELATION.finditer(text):
        after = _AFTER_CUE.match(text, cue.end())
        if after:
            yield from _leading(text, after.start(), after.end(), strict=True)
    yield from _listed(text)
    alone = _ALONE.fullmatch(text)
    if alone and not any(word.lower() in common_words() for word in alone.groups()):
        yield Span("name", *alone.span(1))
        yield Span("name", *alone.span(2))


def _introduced(text: str) -> Iterator[Span]:
    """Yield names that sign a message, introduce its writer or stand beside an account's number.

    Every word must be no everyday word, or a first name ("i am behind" introduces nobody); one
    small word after "i am" must be a first name.
    """
    for pattern in (_SIGNED, _MYSELF, _BEFORE_NUMBER):
        for match in pattern.finditer(text):
            words = list(_WORD.finditer(text, *match.span(match.lastindex or 0)))
            said = [word.group() for word in words]
            if not all(map(_may_name, said)):
                continue
            if pattern is _MYSELF and len(said) == 1 and said[0].lower() not in first_names():
                if not said[0][0].isupper() or text.isupper():
                    continue
            yield from (Span("name", word.start(), word.end()) for word in words)


def _may_name(word: str) -> bool:
    lower = word.lower()
    if lower in first_names():
        return True
    if len(word) == 1:
        return word.isupper()
    return len(word) > 2 and not lower.endswith(("ing", "ed")) and lower not in common_words()


def _leading(text: str, start: int, end: int, *, strict: bool) -> Iterator[Span]:
    """Yield the name that follows a cue; a `strict` one begins with a capital or is listed."""
    common = common_words()
    for count, word in enumerate(_WORD.finditer(text, start, end)):
        lower = word.group().lower()
        if count >= _NAME_PARTS_MAX or (lower in common and lower not in first_names()):
            return
        if strict and lower not in first_names() and not word.group()[0].isupper():
            return
        yield Span("name", word.start(), word.end())


def _listed(text: str) -> Iterator[Span]:
    words = list(_WORD.finditer(text))
    firsts, common = first_names(), common_words()
    short = len(words) <= _SHORT_MESSAGE_WORDS
    for at, word in enumerate(words):
        lower = word.group().lower()
        if lower not in firsts or (lower in common and not short):
            continue
        if len(lower) <= _SMALL_WORD and not word.group()[0].isupper():
            continue  # "gano 2000 al mes" tells of no Al
        if _ADDRESSED.search(text[: word.start()]):
            continue
        if not (word.group()[0].isupper() or short):
            continue
        yield Span("name", word.start(), word.end())
        following = words[at + 1] if at + 1 < len(words) else None
        if following and text[word.end() : following.start()] == " ":
            last = following.group()
            if last.lower() not in common and (last[0].isupper() or len(words) == 2):
                yield Span("name", following.start(), following.end())


@cache
def first_names() -> frozenset[str]:
    """Return common first names in lower case."""
    return _words("first_names")


@cache
def common_words() -> frozenset[str]:
    """Return words of everyday messages that are no names, in lower case."""
    return _words("common_words")


def _words(name: str) -> frozenset[str]:
    text = files("guardrails.redaction").joinpath("words.yaml").read_text("utf-8")
    return frozenset(str(yaml.safe_load(text)[name]).split())
