"""A second calendar, by counting on one's fingers: nothing of it is shared with the books."""

from datetime import date, timedelta

ONE = timedelta(days=1)


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """Return the n-th such weekday of a month; -1 is the last."""
    days = [date(year, month, 1) + ONE * n for n in range(31)]
    found = [day for day in days if day.month == month and day.weekday() == weekday]
    return found[number if number < 0 else number - 1]


def federal(year: int) -> set[date]:
    """Return the days on which a federal holiday is observed (5 USC 6103)."""
    fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
    found = {date(year, month, day) for month, day in fixed} | {date(year + 1, 1, 1)}
    observed = {
        day - ONE if day.weekday() == 5 else day + ONE if day.weekday() == 6 else day
        for day in found
    }
    return observed | {
        nth(year, 1, 0, 3),
        nth(year, 2, 0, 3),
        nth(year, 5, 0, -1),
        nth(year, 9, 0, 1),
        nth(year, 10, 0, 2),
        nth(year, 11, 3, 4),
    }


def business(day: date, count: int) -> date:
    """Count business days on (or, negative, back) from a day, one day at a time."""
    while count:
        day = day + ONE if count > 0 else day - ONE
        if day.weekday() < 5 and day not in federal(day.year):
            count += -1 if count > 0 else 1
    return day


def later(day: date, count: int) -> date:
    """Count days on from a day, one at a time."""
    for _ in range(count):
        day += ONE
    return day


def complete_cycles(due_day: int, to_due: int, received: date) -> tuple[date, date]:
    """Return when the first and the second complete cycle after a day's own end."""
    ends, day = [], received
    while len(ends) < 3:
        if later(day, to_due).day == due_day:
            ends.append(day)
        day += ONE
    return ends[1], ends[2]


def resolve_by(due_day: int, to_due: int, received: date) -> date:
    """Return the day by which a billing error has to be resolved."""
    return min(complete_cycles(due_day, to_due, received)[1], later(received, 90))
