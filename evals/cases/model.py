"""What a case says: initial books, user, expected end state, ordered and forbidden outcomes.

Amounts that the books decide aren't typed into a case: `states` names a place in the books'
own view of the line, and the reply must show the value that stands there when it is asked.
"""

from base64 import b64decode
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Decision = Literal["confirm", "cancel"]
Text = Annotated[str, Field(min_length=1)]
Value = str | int | bool | None


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expect(_Data):
    """What one turn must and mustn't do. Patterns are case-insensitive regular expressions."""

    states: tuple[Text, ...] = Field(
        default=(), description="places in the line whose value the reply must show"
    )
    says: tuple[Text, ...] = ()
    silent_on: tuple[Text, ...] = ()
    calls: tuple[Text, ...] = Field(default=(), description="tools that must have run")
    refused: tuple[Text, ...] = Field(default=(), description="tools that must have been refused")
    never_calls: tuple[Text, ...] = ()
    card: Text | None = Field(default=None, description="the action on the card, or `none`")
    fields: dict[str, str] = Field(default_factory=dict, description="patterns, by field's name")
    rights: dict[str, Literal["new", "known", "any"]] = Field(default_factory=dict)
    no_rights: tuple[Text, ...] = ()
    clocks: dict[str, date] = Field(default_factory=dict)
    disclosures: tuple[Text, ...] = ()
    cites: tuple[Text, ...] = Field(default=(), description="one of these documents is cited")
    handoff: Text | None = Field(default=None, description="the queue, or `any`, or `none`")
    rails: dict[str, tuple[Literal["pass", "repaired", "blocked"], ...]] = Field(
        default_factory=dict, description="a rail's verdict is one of these"
    )
    engine: Literal["embedded", "provider"] | None = None
    error: Text | None = Field(
        default=None, description="the code of the error that the assistant answers with"
    )
    reference: Text | None = Field(
        default=None, description="a right answer in own words, for a judge to compare with"
    )

    @property
    def demands(self) -> bool:
        """Tell whether a turn must do something to satisfy this."""
        return bool(
            self.states
            or self.says
            or self.calls
            or self.refused
            or (self.card and self.card != "none")
            or self.rights
            or self.clocks
            or self.disclosures
            or self.cites
            or (self.handoff and self.handoff != "none")
            or self.rails
            or self.error
        )


class Say(_Data):
    """The borrower writes."""

    say: Text
    expect: Expect = Expect()


class Press(_Data):
    """The borrower presses the last card's button, or another's.

    `again` presses a card answered before, `first` the oldest one, `elsewhere` presses from a
    conversation of its own.
    """

    press: Decision
    again: bool = False
    first: bool = False
    elsewhere: bool = False
    expect: Expect = Expect()


class Attach(_Data):
    """The borrower sends a file: of a name, with a text, bytes in base64, or so many megabytes."""

    attach: Text
    text: str | None = None
    base64: str | None = None
    megabytes: Annotated[int, Field(ge=1, le=64)] | None = None
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_content(self) -> "Attach":
        if sum(one is not None for one in (self.text, self.base64, self.megabytes)) != 1:
            raise ValueError("a file has one content: `text`, `base64` or `megabytes`")
        return self

    def content(self) -> bytes:
        """Return what is in the file."""
        if self.megabytes is not None:
            return b" " * (self.megabytes * 1024 * 1024)
        return b64decode(self.base64) if self.base64 is not None else (self.text or "").encode()


class Advance(_Data):
    """Nights pass."""

    advance: date


class Wait(_Data):
    """Minutes pass."""

    wait: Annotated[int, Field(ge=1, le=600)]


class Does(_Data):
    """The borrower has something done by another channel: quoted and confirmed in the books."""

    does: Text
    arguments: dict[str, Any] = Field(default_factory=dict)


class Answered(_Data):
    """What a request of staff's must be answered with.

    `code` is the refusal's; `holds` gives patterns by place in the answer (`items.0.kind`), where
    an empty pattern wants nothing there.
    """

    status: int = 200
    code: Text | None = None
    holds: dict[str, str] = Field(default_factory=dict)
    silent_on: tuple[Text, ...] = ()


class Staffed(_Data):
    """Somebody of the staff asks the desk, over HTTP: a GET, or a POST with a body.

    `keep` takes values of the answer for later paths and bodies, where they stand as `{name}`.
    """

    staff: Text
    get: Text | None = None
    post: Text | None = None
    body: dict[str, Any] = Field(default_factory=dict)
    keep: dict[str, Text] = Field(default_factory=dict)
    expect: Answered = Answered()

    @model_validator(mode="after")
    def _one_way(self) -> "Staffed":
        if (self.get is None) is (self.post is None):
            raise ValueError("a request of staff's is either a `get` or a `post`")
        return self


class Simulate(_Data):
    """A model plays the borrower until it is done; what it wants, who it is, what it keeps back."""

    simulate: Text
    persona: Text
    secret: Text | None = None
    most_turns: int = Field(default=8, ge=1, le=30)


class Branch(_Data):
    """The borrower goes one way or the other, by what the last turn holds."""

    when: Expect
    then: tuple["Step", ...]
    otherwise: tuple["Step", ...] = ()


_KINDS = ("say", "press", "attach", "advance", "when", "simulate", "wait", "does", "staff")


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return next((kind for kind in _KINDS if kind in value), "say")
    return next(kind for kind in _KINDS if hasattr(value, kind))


Step = Annotated[
    Annotated[Say, Tag("say")]
    | Annotated[Press, Tag("press")]
    | Annotated[Attach, Tag("attach")]
    | Annotated[Advance, Tag("advance")]
    | Annotated[Branch, Tag("when")]
    | Annotated[Simulate, Tag("simulate")]
    | Annotated[Wait, Tag("wait")]
    | Annotated[Does, Tag("does")]
    | Annotated[Staffed, Tag("staff")],
    Discriminator(_kind),
]


class Call(_Data):
    """A scripted model calls a tool."""

    call: Text
    arguments: dict[str, Any] = Field(default_factory=dict)


class Draft(_Data):
    """A scripted model drafts a reply.

    With `told` it does so only where the pattern stands in what it was told, and with `untold`
    only where it doesn't; it fails otherwise. The last line of what it's told names its tools.
    """

    draft: str
    told: Text | None = None
    untold: Text | None = None


class Failure(_Data):
    """A scripted model fails: it raises, hangs, or answers with nothing."""

    fails: Literal["error", "stall", "empty"]


Model = Call | Draft | Failure


class Books(_Data):
    """How the line may differ at the end: business state only, and nothing else may.

    An item of `adds` or `drops` gives the fields that matter; `changes` a new value by path.
    Rights recorded on the way are checked at their turn, and needn't be named here.
    """

    adds: dict[str, tuple[dict[str, Value], ...]] = Field(default_factory=dict)
    drops: dict[str, tuple[dict[str, Value], ...]] = Field(default_factory=dict)
    changes: dict[str, Value] = Field(default_factory=dict)
    follows: tuple[Text, ...] = Field(
        default=(), description="paths that may change as a consequence"
    )


class Ordered(_Data):
    """Something must have come before something else, wherever either happens."""

    first: Text
    then: Text


class Case(_Data):
    """One conversation and what must come of it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    about: Text
    handle: Annotated[str, Field(alias="as")]
    user: tuple[Step, ...] = Field(min_length=1)
    model: tuple[Model, ...] = Field(default=(), description="scripted answers; none: embedded")
    set_up: tuple[Advance, ...] = ()
    books: tuple[Books, ...] = Field(
        default=(Books(),), min_length=1, description="equivalent end states: one must match"
    )
    order: tuple[Ordered, ...] = ()
    forbid: tuple[Text, ...] = Field(default=(), description="patterns no reply may match")
    hidden: tuple[Text, ...] = Field(
        default=(), description="personal data that no record of a turn may hold"
    )
    tags: tuple[str, ...] = ()
    pair: str | None = Field(default=None, description="counterfactual twins share a name")
    source: str = "own"

    @model_validator(mode="after")
    def _demanding(self) -> "Case":
        """Refuse a case that an assistant passes by doing nothing: it proves nothing."""
        demands = any(e.demands for e in expectations(self.user)) or any(
            b.adds or b.drops or b.changes for b in self.books
        )
        demands = demands or any(isinstance(step, Staffed) for step in self.user)
        if not demands:
            raise ValueError("nothing is demanded: an assistant that does nothing would pass")
        return self


def expectations(steps: tuple[Step, ...]) -> tuple[Expect, ...]:
    """Return every turn's expectations, down every branch."""
    found: list[Expect] = []
    for step in steps:
        if isinstance(step, Branch):
            found.extend((*expectations(step.then), *expectations(step.otherwise)))
        elif isinstance(step, Say | Press | Attach):
            found.append(step.expect)
    return tuple(found)


def simulated(steps: tuple[Step, ...]) -> bool:
    """Tell whether a model has to play the borrower somewhere."""
    return any(
        simulated((*step.then, *step.otherwise))
        if isinstance(step, Branch)
        else isinstance(step, Simulate)
        for step in steps
    )


class Suite(_Data):
    """A folder of cases."""

    name: Text
    cases: tuple[Case, ...]
