"""Copies of a line that nothing which happens to the line later can move."""

from dataclasses import replace

from pydantic import TypeAdapter

from servicing.accounts.model import Changes, Line, State

STATE = TypeAdapter(State)


def copied_state(state: State) -> State:
    """Return a projection of its own, equal to this one."""
    return STATE.validate_json(STATE.dump_json(state))


def copied_line(line: Line) -> Line:
    """Return a line of its own, equal to this one, with nothing to be written."""
    return replace(
        line,
        state=copied_state(line.state),
        payments={
            key: replace(one, allocation=dict(one.allocation), met=dict(one.met))
            for key, one in line.payments.items()
        },
        holds=list(line.holds),
        draws=list(line.draws),
        flags=dict(line.flags),
        changes=Changes(),
    )
