"""The command line: `linewise`.

Standard output carries the data; progress, logs and errors go to standard error. Exit codes:
0 ok, 1 the check failed, 2 bad usage or input, 3 a dependency is unavailable.
"""

import os
import sys
from collections.abc import Sequence

from agents.errors import AssistantError, Unavailable
from api.cli.root import app
from api.failures import DependencyDown, Failure
from api.settings import SettingsError
from tools.ports import BooksUnavailable

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; say in one line what went wrong."""
    try:
        app(list(arguments) if arguments is not None else None)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`linewise … | head`): nothing more to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        message, code = _explain(error)
        sys.stderr.write(f"linewise: {message}\n")
        return code
    return 0


def _explain(error: Exception) -> tuple[str, int]:
    """Return one line about an error, and the exit code."""
    if isinstance(error, Failure):
        return _line(error.message), error.exit_code
    if isinstance(error, SettingsError):
        return _line(str(error)), 2
    if isinstance(error, Unavailable | BooksUnavailable):
        return "the books don't answer", DependencyDown.exit_code
    if isinstance(error, AssistantError):
        return _line(error.message), 2
    return f"unexpected {type(error).__name__}: {_line(str(error))}", 1


def _line(text: str) -> str:
    return " ".join(text.split())
