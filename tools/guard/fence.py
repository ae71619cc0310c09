"""Text that others wrote, as an engine is shown it: fenced by a mark that it can't contain.

The mark is made from the turn and a key that no text has seen, so a merchant's name can't end
its own fence (datamarking). A fence is a hint to a model; what holds is `decide`.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from tools.values import Origin, Written

_OPEN, _CLOSE = "⟦", "⟧"
_MARK_CHARS = 16


def fence_mark(key: bytes, turn_id: str) -> str:
    """Return the turn's mark: the same for the same turn, and not to be guessed."""
    digest = hmac.new(key, b"fence\0" + turn_id.encode(), hashlib.sha256)
    return digest.hexdigest()[:_MARK_CHARS]


def told(result: BaseModel, mark: str, private: Collection[str] = ()) -> dict[str, Any]:
    """Return a result as JSON data with every text that others wrote inside a fence.

    `private` fields are left out, at any depth.
    """

    def fenced(text: str, origin: Origin) -> str:
        inside = text.replace(_OPEN, "").replace(_CLOSE, "").replace(mark, "")
        return f"{_OPEN}{origin} {mark}{_CLOSE}{inside}{_OPEN}/{mark}{_CLOSE}"

    shown = _rewritten(result, result.model_dump(mode="json"), None, fenced)
    without: dict[str, Any] = _without(shown, frozenset(private))
    return without


def foreign_texts(result: BaseModel) -> Iterator[tuple[str, Origin]]:
    """Yield the texts of a result that others wrote, in field order."""
    found: list[tuple[str, Origin]] = []

    def keep(text: str, origin: Origin) -> str:
        found.append((text, origin))
        return text

    _rewritten(result, result.model_dump(mode="json"), None, keep)
    yield from found


def _rewritten(value: Any, shown: Any, by: Origin | None, how: Callable[[str, Origin], str]) -> Any:
    if isinstance(value, BaseModel) and isinstance(shown, dict):
        marks = _marks(type(value))
        return {
            name: _rewritten(getattr(value, name, None), item, marks.get(name), how)
            for name, item in shown.items()
        }
    if isinstance(value, (list, tuple)) and isinstance(shown, list):
        pairs = zip(value, shown, strict=True)
        return [_rewritten(item, plain, by, how) for item, plain in pairs]
    if by is not None and isinstance(value, str) and value:
        return how(value, by)
    return shown


@cache
def _marks(model: type[BaseModel]) -> dict[str, Origin]:
    """Return the fields that others write, and who; a mark may stand inside `X | None`."""
    found: dict[str, Origin] = {}
    for name, info in model.model_fields.items():
        inside = [m for part in get_args(info.annotation) for m in get_args(part)[1:]]
        for mark in (*info.metadata, *inside):
            if isinstance(mark, Written):
                found[name] = mark.by
    return found


def _without(shown: Any, private: frozenset[str]) -> Any:
    if isinstance(shown, dict):
        return {n: _without(item, private) for n, item in shown.items() if n not in private}
    return [_without(item, private) for item in shown] if isinstance(shown, list) else shown
