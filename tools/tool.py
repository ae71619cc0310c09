"""What a tool is: a typed function with a scope and an effect, and no borrower among its inputs.

A tool is registered by its function; the docstring is what the model reads. Tools of effect
"quote" change nothing: they return a quote that a person must confirm. Those of effect "record"
add to what protects the borrower and move nothing.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.guard import CallPolicy
from tools.ports import Books, BooksUnavailable, Clock, ConversationId, Knowledge
from tools.views import Refusal

Scope = Literal["borrower", "borrower+step_up", "staff:agent", "staff:lead", "ops"]
Effect = Literal["read", "quote", "record", "write"]


class Arguments(BaseModel):
    """Base of a tool's inputs; anything not declared is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class ToolContext:
    """What a tool works with; bound to one borrower and one conversation by the caller.

    `product` is the borrower's, so that no policy of another product is read to them. `said`
    is their message of this turn, with tokens for personal data.
    """

    books: Books
    knowledge: Knowledge
    clock: Clock
    conversation: ConversationId
    scopes: frozenset[str]
    audience: Literal["borrower", "staff"] = "borrower"
    product: str | None = None
    said: str = ""


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A callable of the catalogue.

    `plain` names the arguments whose origin doesn't matter; by default every argument of what
    isn't a read has to come from the borrower's words or the books (design §2, P5).
    """

    name: str
    description: str
    scope: Scope
    effect: Effect
    arguments: type[A]
    run: Callable[[ToolContext, A], Awaitable[BaseModel]]
    plain: frozenset[str] = frozenset()

    @property
    def policy(self) -> CallPolicy:
        """What the guard holds a call of this tool to."""
        return CallPolicy(reads=self.effect == "read", plain=self.plain)


@dataclass(frozen=True)
class ToolResult:
    """What came of a call: the result model, or a `Refusal` the model can act on."""

    name: str
    arguments: Mapping[str, Any]
    status: Literal["ok", "refused", "error"]
    value: BaseModel


class Catalogue:
    """The tools an agent may be given, by name. An unknown name is refused, never guessed."""

    def __init__(self, tools: Iterable[Tool[Any]]) -> None:
        self._tools: dict[str, Tool[Any]] = {}
        for tool in tools:
            if tool.name in self._tools:
                raise ValueError(f"two tools are called {tool.name}")
            self._tools[tool.name] = tool

    def open_to(self, scopes: frozenset[str]) -> tuple[Tool[Any], ...]:
        """Return the tools that these scopes reach."""
        return tuple(tool for tool in self._tools.values() if tool.scope in scopes)

    async def call(
        self, context: ToolContext, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        """Run a tool with untrusted arguments. Never raises for what the caller sent."""
        tool = self._tools.get(name)
        if tool is None or tool.scope not in context.scopes:
            return _refused(name, arguments, "unknown_tool", f"There is no tool {name!r} here.")
        try:
            valid = tool.arguments.model_validate(dict(arguments))
        except ValidationError as error:
            return _refused(name, arguments, "bad_arguments", _explain(error))
        try:
            value = await tool.run(context, valid)
        except BooksUnavailable:
            refusal = Refusal(code="unavailable", message="The books don't answer right now.")
            return ToolResult(name, dict(arguments), "error", refusal)
        status: Literal["ok", "refused"] = "refused" if isinstance(value, Refusal) else "ok"
        return ToolResult(name, valid.model_dump(mode="json", exclude_none=True), status, value)


def _refused(name: str, arguments: Mapping[str, Any], code: str, message: str) -> ToolResult:
    return ToolResult(name, dict(arguments), "refused", Refusal(code=code, message=message))


def _explain(error: ValidationError) -> str:
    """Say which inputs are wrong, without repeating what was sent."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'arguments'}: {item['msg']}"
        for item in error.errors(include_input=False, include_url=False)
    )
