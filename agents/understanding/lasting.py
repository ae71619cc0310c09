"""How long a hardship is expected to last, and since when it has: in months, and as a day. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.understanding.calendar_words import add_months
from agents.understanding.dates import find_dates, number
from agents.understanding.numerals import WORDS
from agents.understanding.periods import find_durations, find_periods
from agents.understanding.reading import DateMention, Duration, Period, Span
from agents.understanding.text import flat

LASTING = 60
"""Months that "for good" counts as."""
_MOST = 120
_DAYS_A_MONTH = 31

_MONTHS_OF = {"day": 1 / 30, "week": 7 / 30, "month": 1, "year": 12}
_PAST_BEFORE = re.compile(
    r"\b(?:been|past|last|for the last|missed|behind|late|hace|desde hace|llevo|ya van|going on|"
    r"owe|out of work|unemployed|off|sin trabajo)\b[^.;!?]{0,16}$"
)
_PAST_AFTER = re.compile(
    r"^\s*(?:ago|now|already|behind|late|past due|back|sin (?:trabajo|chamba)|atras|de retraso|"
    r"worth|of (?:payments|not working)|without)\b"
)
_AHEAD = re.compile(
    r"\b(?:until|till|til|(?:be|get(?:ting)?|go(?:ing)?|come|called?) back|"
    r"back (?:on|at it|to work|up|full time|working)|return\w*|again|start(?:s|ing)?|ends?|"
    r"over|better|by|hopefully|para|recover\w*|hasta|vuelv\w+|volver\w*|regres\w+|empiez\w+|"
    r"empezar\w*|through|reopen\w*|pick(?:s|ing)? up|come back|clear)\b"
)
_PERHAPS = r"(?:maybe|probably|perhaps|hopefully|tal vez|quizas?|a lo mejor|ojala)"
_PERHAPS_BEFORE = re.compile(rf"\b{_PERHAPS}(?: (?:in|en|early|late|around|about))?\s*$")
_PERHAPS_AFTER = re.compile(rf",?\s*{_PERHAPS}\b")
_OVER = re.compile(
    r"\b(?:since|was|were|had|lost|got|laid|cut|began|started|stopped|quit|fired|desde|fue|perdi\w*|"
    r"empece|dej[eo])\b"
)
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12, "primavera": 3,
            "verano": 6, "otono": 9, "invierno": 12}  # fmt: skip
_SEASON = re.compile(rf"\b(?:{'|'.join(_SEASONS)})\b")
# "Should last 3 months" looks ahead; "the last 3 months" doesn't.
_LASTS = re.compile(
    r"\b(?:should|may|might|will|could|would|to|gonna|probably)(?: \w+)? (?P<last>last)\b"
)
_RANGE = re.compile(
    rf"\b(?P<low>\d{{1,2}}|{WORDS}|a)\s*(?:to|or|-|–|o|a|maybe)\s*(?P<high>\d{{1,2}}|{WORDS})\s+"
    r"(?P<unit>months?|weeks?|mes(?:es)?|semanas?|years?|anos?)\b"
)
_SHORTHAND = re.compile(r"\b(?P<n>\d{1,2})\s?(?P<unit>mos?|mths?|wks?)\b")
_LEADS = re.compile(r"since |desde |last |hace |in (?:about |like |another )?(?:\d|a |an |"
                    rf"{WORDS} (?:more )?(?:day|week|month|year))")  # fmt: skip
_LIVED_AFTER = re.compile(r"\s*-?(?:old\b|of age|de edad|of (?:service|marriage)|on the job)")
_LIVED_BEFORE = re.compile(
    r"\b(?:tengo|cumpli|aged?|married|customer|with (?:you|y'?all)|worked (?:there|here)|casad[oa]|"
    r"viud[oa]|trabaje)(?: \w+){0,3} $"
)
_ARTICLE = re.compile(r"(?:an?|una?) ")
_HOW_LONG = re.compile(r"\b(?:for|about|around|another|only|just|within|maybe|like|por|unos?)\s+$")
_HAS_SUM = re.compile(r"\$|\d|dollars|bucks|dolares")
_SENTENCE = re.compile(r"[.;!?\n]")
_CLAUSE = re.compile(r",|\b(?:and|but|y|pero)\b")
_VAGUE: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        LASTING,
        re.compile(
            r"\b(?:permanent\w*|for good|forever|from now on|retired|won'?t (?:be going|go) back|"
            r"not going back|never (?:going|go) back|para siempre|permanente|jubilad[oa]|no voy a "
            r"volver)\b"
        ),
    ),
    (12, re.compile(r"\b(?:(?:about |around )?a (?:whole |full )?year|un ano)\b(?! ago)")),
    (6, re.compile(r"\b(?:half a year|several months|medio ano|varios meses|long while)\b")),
    (3, re.compile(r"\b(?:(?:a )?few months|unos meses|algunos meses|un par de meses mas)\b")),
    (1, re.compile(r"\b(?:(?:a )?few weeks|next month|couple (?:of )?weeks|unas semanas|"
                   r"el (?:proximo mes|mes que viene))\b")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lasting:
    """Months it is expected to last, the day since when; `taken` are the spans that say so."""

    months: int | None = None
    since: date | None = None
    taken: tuple[Span, ...] = ()


def lasting(text: str, today: date, *, asked: bool = False) -> Lasting:
    """Return what a message says of when it began and when it should be over.

    `asked`: it was just asked how long; a bare length of time is then what lies ahead. A day by
    which things should be better goes before a length of time, which is then how long it has
    been; of a range the longer end counts.
    """
    folded = _LASTS.sub(lambda m: m[0][:-4] + "take", flat(text))
    dates = find_dates(folded, text, today)
    periods = tuple(p for p in find_periods(folded, dates, today) if p.marker is None)
    spans = tuple(span for span, _ in _days(dates, periods))
    durations = find_durations(folded, spans)
    taken = (*spans, *(one.span for one in durations))
    durations = tuple(one for one in durations if not _is_lived(folded, one))
    ended = _until(folded, dates, periods, today)
    lengths = [one for one in durations if not _past(folded, one) and _is_length(folded, one)]
    gone = [one for one in durations if _past(folded, one)]
    if ended is not None and not asked:
        gone, lengths = [*gone, *lengths], []
    ahead = ended if ended is not None else _ahead(folded, lengths)
    return Lasting(ahead, _since(folded, dates, periods, gone, today), taken)


def _ahead(folded: str, lengths: Sequence[Duration]) -> int | None:
    found = _RANGE.search(folded)
    if found is not None and not _PAST_AFTER.match(folded[found.end() :]):
        return _in_months(number(found["high"]) or 0, _unit(found["unit"]))
    short = _SHORTHAND.search(folded)
    if short is not None:
        return _in_months(int(short["n"]), "week" if short["unit"][0] == "w" else "month")
    if lengths:
        return max(_in_months(one.count, one.unit) for one in lengths)
    return next((months for months, words in _VAGUE if words.search(folded)), None)


def _unit(word: str) -> str:
    return {"m": "month", "w": "week", "s": "week", "y": "year", "a": "year"}[word[0]]


def _in_months(count: int, unit: str) -> int:
    """Return whole months, at least one: a hardship of two weeks takes a month's payment."""
    return min(max(-(-int(count * _MONTHS_OF[unit] * 1000) // 1000), 1), _MOST)


def _is_lived(folded: str, one: Duration) -> bool:
    """Tell whether a length of time is an age, or that of a marriage or a job."""
    before, after = folded[: one.span[0]], folded[one.span[1] :]
    return bool(_LIVED_AFTER.match(after) or _LIVED_BEFORE.search(before))


def _is_length(folded: str, one: Duration) -> bool:
    """Tell whether "a month" is how long, rather than how often."""
    if not _ARTICLE.match(folded[one.span[0] :]):
        return True
    alone = not folded[: one.span[0]].strip() or not folded[one.span[1] :].strip(" .!")
    return bool(_HOW_LONG.search(folded[: one.span[0]])) or (alone and not _HAS_SUM.search(folded))


def _past(folded: str, one: Duration) -> bool:
    start, end = one.span
    return bool(_PAST_AFTER.match(folded[end:]) or _PAST_BEFORE.search(folded[:start]))


def _until(
    folded: str, dates: Sequence[DateMention], periods: Sequence[Period], today: date
) -> int | None:
    """Return the months to the day by which the words say it should be better."""
    days = [(span, _next(day, today)) for span, day in _days(dates, periods)]
    days += [(m.span(), _next(_season(m[0], today), today)) for m in _SEASON.finditer(folded)]
    for span, day in sorted(days):
        if _looks_ahead(folded, span):
            return min(max(-(-(day - today).days // _DAYS_A_MONTH), 1), _MOST)
    return None


def _days(dates: Sequence[DateMention], periods: Sequence[Period]) -> list[tuple[Span, date]]:
    return [(one.span, one.value) for one in dates] + [(one.span, one.first) for one in periods]


def _looks_ahead(folded: str, span: Span) -> bool:
    """Tell whether the sentence around a day says that something ends or begins again then."""
    words = folded[span[0] : span[1]]
    if _LEADS.match(words):
        return words.startswith("in ")
    before = _SENTENCE.split(folded[max(span[0] - 48, 0) : span[0]])[-1]
    after = _SENTENCE.split(folded[span[0] : span[1] + 24])[0]
    clause = _CLAUSE.split(before)[-1]
    if _OVER.search(clause) and not _AHEAD.search(clause):
        return bool(_AHEAD.search(_CLAUSE.split(after)[0]))
    perhaps = _PERHAPS_BEFORE.search(before) or _PERHAPS_AFTER.match(after[len(words) :])
    return bool(perhaps or _AHEAD.search(before + after))


def _next(day: date, today: date) -> date:
    """Return a day of some year as the next one: who looks ahead means no day that is over."""
    while day <= today:
        day = add_months(day, 12)
    return day


def _season(word: str, today: date) -> date:
    return date(today.year, _SEASONS[word], 1)


def _since(
    folded: str,
    dates: Sequence[DateMention],
    periods: Sequence[Period],
    gone: Sequence[Duration],
    today: date,
) -> date | None:
    days = [
        add_months(day, -12) if day > today else day
        for span, day in _days(dates, periods)
        if not _looks_ahead(folded, span)
    ]
    days += [add_months(today, -_in_months(one.count, one.unit)) for one in gone]
    told = [day for day in days if day < today]
    return min(told) if told else None
