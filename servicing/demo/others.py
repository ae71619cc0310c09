"""The borrowers without a story, made up by chance: card lines, and a fifth draw lines."""

from datetime import date, timedelta
from typing import Literal

from servicing.accounts.model import Autopay
from servicing.demo.life import Habits, Life, Town, with_habits
from servicing.demo.source import Chance
from servicing.demo.stories import Story
from servicing.money import Money

DRAW_LINES_PERCENT = 21
"""Of the others, so that with the stories a fifth of all are draw lines."""


def other(number: int, chance: Chance, town: Town) -> Story:
    """Make up the borrower of a number: the same one whatever else is made."""
    # Evenly spread: the number's share of whole draw lines grows by one at each of them.
    before, after = number * DRAW_LINES_PERCENT // 100, (number + 1) * DRAW_LINES_PERCENT // 100
    return _draw_line(chance, town) if after > before else _card_line(chance, town)


def _card_line(chance: Chance, town: Town) -> Story:
    busy = chance.between(4, 15)
    habits, autopay = chance.weighted(
        (
            (Habits(busy, "statement", chance.between(1, 9), forgets=0.01), None),
            (
                Habits(busy, "part", chance.between(0, 10), chance.between(8, 45), forgets=0.03),
                None,
            ),
            (Habits(busy * 0.6, "nothing"), Autopay("minimum", None, 0)),
            (Habits(busy, "nothing"), Autopay("statement", None, chance.between(0, 5))),
            (Habits(busy * 0.7, "nothing"), Autopay("fixed", Money.of("150"), 0)),
            (Habits(busy, "part", 3, 25, draws_a_month=0.3, forgets=0.03), None),
            (
                Habits(busy * 0.7, "part", 1, 10, forgets=0.3, days_late=chance.between(3, 40)),
                None,
            ),
            (Habits(busy, "part", 2, 30, bounces=0.12, forgets=0.05), None),
        ),
        (24, 26, 12, 10, 8, 9, 7, 4),
    )
    opened = _opening(chance)
    return Story(
        handle="",
        line="",
        first_name=chance.pick(town.first_names),
        last_name=chance.pick(town.last_names),
        due_day=chance.between(1, 28),
        tier=chance.weighted(("prime", "standard", "access"), (3, 5, 2)),
        limit=Money.of(str(chance.between(8, 100) * 100)),
        habits=habits,
        opened_on=opened,
        autopay=autopay,
    )


def _draw_line(chance: Chance, town: Town) -> Story:
    often, early = chance.between(3, 12) / 10, chance.between(1, 12)
    fee = Autopay("fee", None, 0)
    late = chance.between(3, 40)
    habits, autopay = chance.weighted(
        (
            (_draws(often, "draw", early), fee),
            (_draws(often, "statement", early), None),
            (_draws(often, "draw", 1, forgets=0.3, days_late=late), fee),
            (_draws(often, "draw", 2, bounces=0.1, forgets=0.05), fee),
            (_draws(0.0, "nothing", 0), fee),
        ),
        (44, 20, 18, 10, 8),
    )
    stops = chance.hits(0.12)
    stopped = date(2026, 1, 1) + timedelta(days=chance.between(0, 270))
    return Story(
        handle="",
        line="",
        first_name=chance.pick(town.first_names),
        last_name=chance.pick(town.last_names),
        due_day=chance.between(1, 28),
        tier="",
        limit=Money.of(str(chance.between(4, 20) * 50)),
        habits=habits,
        opened_on=_opening(chance),
        autopay=autopay,
        script=((stopped, _stops_paying),) if stops else (),
        product="draw-line",
    )


def _stops_paying(life: Life, day: date) -> None:
    with_habits(life, pays="nothing")
    life.line.autopay = None


def _draws(
    often: float,
    pays: Literal["statement", "draw", "nothing"],
    early: int,
    *,
    forgets: float = 0.02,
    days_late: int = 6,
    bounces: float = 0.0,
) -> Habits:
    return Habits(
        purchases_a_month=0,
        pays=pays,
        days_before_due=early,
        forgets=forgets,
        days_late=days_late,
        draws_a_month=often,
        bounces=bounces,
        refunds=0,
    )


def _opening(chance: Chance) -> date:
    late_start = chance.hits(0.12)
    return date(2024, 11, 1) + timedelta(days=chance.between(0, 400 if late_start else 18))
