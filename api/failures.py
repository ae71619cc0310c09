"""What stops a command, in one line, with the exit code it has.

Failure             message
├── CheckFailed     1  what was checked doesn't hold
├── BadInput        2  an argument or an input file can't be used
├── DependencyDown  3  the database, the weights or the port can't be had
└── Stopped       143  a signal stopped it cleanly: 128 and the signal's number
"""


class Failure(Exception):
    """A command can't go on. Subclasses fix the exit code."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CheckFailed(Failure):
    """What was checked doesn't hold."""

    exit_code = 1


class BadInput(Failure):
    """An argument or an input can't be used."""

    exit_code = 2


class DependencyDown(Failure):
    """Something this needs isn't there."""

    exit_code = 3


class Stopped(Failure):
    """A signal ended the command between two steps; nothing is half done.

    Whoever heard the signal sets `exit_code` to 128 and its number, as shells do.
    """

    exit_code = 143
