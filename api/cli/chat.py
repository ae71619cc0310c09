"""`linewise chat`: one conversation, in process."""

import asyncio
import sys
from typing import Annotated, Literal

import typer

from agents.errors import AssistantError, BooksMoved, ConfirmationGone
from agents.turn import Turn
from api.ports import AssistantPort, DemoBorrower
from tools.ports import ConversationId

Decision = Literal["confirm", "cancel"]
BUTTONS: dict[str, Decision] = {"/confirm": "confirm", "/cancel": "cancel"}
LEAVE = {"/quit", "/exit"}


class Conversation:
    """A conversation at the command line, where /confirm and /cancel press the last card."""

    def __init__(
        self, assistant: AssistantPort, borrower: DemoBorrower, id: ConversationId
    ) -> None:
        self._assistant = assistant
        self._who = borrower.principal()
        self._id = id
        self._token: str | None = None

    async def say(self, text: str) -> Turn:
        """Send a message, or press a button; return the turn it led to.

        A button without a card has nothing to press: its word is then sent as a message, which
        moves nothing, so that a script goes on and has one turn a line. Raises `AssistantError`
        as the assistant does.
        """
        decision = BUTTONS.get(text.strip().lower())
        if decision is not None and self._token is not None:
            turn = await self._press(decision, self._token)
        else:
            turn = await self._assistant.message(self._who, self._id, decision or text, None)
        if turn.confirmation is not None:
            self._token = turn.confirmation.token
        return turn

    async def _press(self, decision: Decision, token: str) -> Turn:
        try:
            return await self._assistant.confirm(self._who, self._id, token, decision)
        except (BooksMoved, ConfirmationGone) as stale:
            return stale.turn


def chat(
    handle: Annotated[str, typer.Option("--as", help="Whose line, for example steady.")],
    message: Annotated[
        list[str] | None,
        typer.Option(help="What to say; repeat for turns. /confirm and /cancel press the card."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one Turn a line as JSON.")] = False,
) -> None:
    """Hold one conversation as a demo borrower; without --message, interactively."""
    asyncio.run(_chat(handle, message or [], json))


async def _chat(handle: str, messages: list[str], as_json: bool) -> None:
    from api.app import Runtime
    from api.cli.terminal import console, progress, show_choices, show_turn, show_user

    async with Runtime.from_env(progress()) as runtime:
        borrower = await runtime.borrower(handle)
        assistant = await runtime.assistant()
        id, opening = await assistant.open(borrower.principal(), "cli")
        conversation = Conversation(assistant, borrower, id)
        if as_json:
            for text in messages:
                turn = await conversation.say(text)
                sys.stdout.write(turn.model_dump_json() + "\n")
                sys.stdout.flush()
            return
        out = console()
        out.print(opening.text)
        for shown in opening.disclosures:
            out.print(shown.text, style="dim italic")
        show_choices(out, opening.quick_replies)
        out.print()
        for text in messages:
            show_user(out, text)
            show_turn(out, await conversation.say(text))
        if not messages:
            await _interact(conversation)


async def _interact(conversation: Conversation) -> None:
    from api.cli.terminal import console, show_turn

    out = console()
    while True:
        try:
            text = (await asyncio.to_thread(out.input, "› ")).strip()
        except EOFError:
            return
        if text in LEAVE:
            return
        if not text:
            continue
        try:
            show_turn(out, await conversation.say(text))
        except AssistantError as error:
            out.print(error.message, style="red")
