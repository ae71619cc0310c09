"""Relief for a disaster area or a shutdown: opened by staff, given to lines, over by itself.

Payments stay due. While it lasts there is no interest and no fee, nothing grows more overdue and
nothing is charged off; what the bureaus hear stays as it was. All of it is the lender's policy.
"""

from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from servicing.accounts.model import Line, Relief
from servicing.calendar import DAY, lender_date
from servicing.events.model import Happening
from servicing.plans import drafts, repository
from servicing.plans.eligibility import ineligible
from servicing.plans.model import Window
from servicing.plans.program import Program, programs
from servicing.plans.standing import books_of
from servicing.refusal import Refusal

_NO_WINDOW = Refusal("window_unknown", "No such relief was opened.", policy=drafts.POLICY)
_NOT_OPEN = Refusal("window_closed", "That relief isn't open today.", policy=drafts.POLICY)
_HAD_IT = Refusal("relief_given", "This line has had that relief.", policy=drafts.POLICY)
_RUNNING = Refusal("relief_running", "A relief is running on this line.", policy=drafts.POLICY)
_NO_RELIEF = Refusal("program_unknown", "There is no such relief.", policy=drafts.POLICY)
_NO_AREA = Refusal(
    "window_vague", "A relief needs an area, a reason and a period.", policy=drafts.POLICY
)


def open_window(
    connection: psycopg.Connection[Any],
    program: str,
    area: str,
    period: tuple[date, date],
    reason: str,
    by: str,
    now: datetime,
) -> Window | Refusal:
    """Open relief for an area and a period, on record with who did it and why."""
    found = programs().get(program)
    if found is None or found.offer != "window":
        return _NO_RELIEF
    if not area.strip() or not reason.strip() or period[0] > period[1]:
        return _NO_AREA
    number = len(repository.windows(connection)) + 1
    window = Window(f"rw-{number:03d}", program, area.strip(), *period, reason.strip(), by, now)
    repository.add_window(connection, window)
    return window


def give(
    connection: psycopg.Connection[Any], line: Line, window_id: str, by: str, now: datetime
) -> Relief | Refusal:
    """Put a line under relief from today; that its borrower lives there is `by`'s to know.

    The line is locked by the caller, who saves it.
    """
    today = lender_date(now)
    window = next(
        (one for one in repository.windows(connection) if one.window_id == window_id), None
    )
    if window is None:
        return _NO_WINDOW
    if not window.from_on <= today <= window.to_on:
        return _NOT_OPEN
    program = programs()[window.program]
    refused = ineligible(program, books_of(line, today))
    if refused is not None:
        return Refusal(refused.code, refused.why, policy=drafts.POLICY)
    if repository.had_relief(connection, window_id, line.account_id):
        return _HAD_IT
    if line.state.relief is not None:
        return _RUNNING
    given = begin(line, window_id, program, today)
    repository.add_relief(connection, line, given, by, now)
    return given


def begin(line: Line, window_id: str, program: Program, today: date) -> Relief:
    """Let relief begin on a line. Raises `ValueError` for a programme that is none."""
    if program.days is None:
        raise ValueError(f"{program.id} is no relief")
    given = Relief(window_id, program.id, today, today + timedelta(days=program.days - 1))
    line.state.relief = given
    _stop_ageing(line, today)
    _tell(line, "relief.started", given)
    return given


def shelter(line: Line, day: date) -> None:
    """Keep overdue minimums from ageing on a morning of a relief, and end one that is over."""
    relief = line.state.relief
    if relief is None:
        return
    if line.relieved(day):
        _stop_ageing(line, day)
    elif day == relief.to_on + DAY:
        for due in line.state.dues:
            due.go_on(day)
        _tell(line, "relief.ended", relief)
    elif line.state.cycle.opened_on > relief.to_on:
        line.state.relief = None
        line.changes.touched = True


def _stop_ageing(line: Line, day: date) -> None:
    for due in line.state.dues:
        if due.remaining and due.due_on < day and due.stopped_on is None:
            due.stop(day)
            line.changes.touched = True


def _tell(line: Line, kind: str, relief: Relief) -> None:
    data = {
        "window_id": relief.window_id,
        "program": relief.program,
        "from_on": relief.from_on.isoformat(),
        "to_on": relief.to_on.isoformat(),
    }
    line.changes.happened.append(Happening(kind, data))
    line.changes.touched = True
