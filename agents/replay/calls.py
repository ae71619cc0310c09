"""One mechanism for every port: record each call with its result; play the calls back.

A port's own annotations say how a result is read again, so that a method added to a port needs
nothing here.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python


class NotRecorded(Exception):
    """A replayed turn asks for what the recorded one didn't."""


@dataclass(frozen=True)
class Call:
    """One call of a port, as JSON values."""

    method: str
    arguments: Any
    result: Any

    def as_json(self, hide: Callable[[Any], Any]) -> dict[str, Any]:
        """Return the call for a record, its arguments as records may hold them."""
        return {"method": self.method, "arguments": hide(self.arguments), "result": self.result}


class Recorded:
    """A port that notes each call in `calls` once it has been answered."""

    def __init__(self, port: object, calls: list[Call]) -> None:
        self._port = port
        self._calls = calls

    def __getattr__(self, method: str) -> Callable[..., Any]:
        asked = getattr(self._port, method)

        async def ask(*args: Any, **kwargs: Any) -> Any:
            result = await asked(*args, **kwargs)
            self._calls.append(Call(method, _plain(args, kwargs), to_jsonable_python(result)))
            return result

        return ask


class Played:
    """A port of a protocol that answers from calls; `missing` names what nobody had asked.

    Calls with the same arguments are answered in their order, the last one again and again.
    `leading` says of a method how many of its arguments count, where the rest was read from words
    that a record holds redacted. Raises `NotRecorded` for any other call.
    """

    def __init__(
        self,
        protocol: type,
        calls: Iterable[dict[str, Any]],
        leading: Mapping[str, int] | None = None,
    ) -> None:
        self._protocol = protocol
        self._leading = leading or {}
        self.missing: list[str] = []
        self._results: dict[tuple[str, str], deque[Any]] = defaultdict(deque)
        for call in calls:
            key = self._key(call["method"], call["arguments"])
            self._results[key].append(call["result"])

    def __getattr__(self, method: str) -> Callable[..., Any]:
        hints = get_type_hints(getattr(self._protocol, method))
        adapter: TypeAdapter[Any] = TypeAdapter(hints["return"])

        async def answer(*args: Any, **kwargs: Any) -> Any:
            arguments = _plain(args, kwargs)
            results = self._results.get(self._key(method, arguments))
            if not results:
                self.missing.append(" ".join(self._key(method, arguments)))
                raise NotRecorded(method)
            found = results.popleft() if len(results) > 1 else results[0]
            return adapter.validate_json(json.dumps(found))

        return answer

    def _key(self, method: str, arguments: Any) -> tuple[str, str]:
        if method in self._leading:
            arguments = arguments[0][: self._leading[method]]
        return method, json.dumps(arguments, sort_keys=True)


def _plain(args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return to_jsonable_python([list(args), kwargs])
