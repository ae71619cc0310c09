"""What can go wrong in a conversation, for the caller that shows it to a person.

AssistantError          code, HTTP status, message for the user, retryable
├── BadMessage          422  the text can't be taken (empty, too long, control characters)
├── UnknownConversation 404  no such conversation for this borrower
├── UnknownTurn         404  no such reply in this conversation
├── UnknownToken        404  no such confirmation in this conversation
├── ConfirmationGone    410  the card expired; carries the turn with a fresh one
├── BooksMoved          409  the account changed since the quote; carries the turn
├── FileRefused     4xx  a file that isn't taken; carries the turn that says why
├── MessageConflict     409  the client message id was used for another text
├── Busy                409  another message of this conversation is being answered
└── Unavailable         503  the books or the database don't answer

What the model may see and recover from is a value (`tools.views.Refusal`), never one of these.
"""

from collections.abc import Mapping

from agents.turn import Turn


class AssistantError(Exception):
    """A failure that a person is told about. Subclasses fix code, status and retryability."""

    code = "assistant_error"
    status = 500
    retryable = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadMessage(AssistantError):
    """The text can't be taken; `code` says why."""

    status = 422

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnknownConversation(AssistantError):
    """There is no such conversation for this borrower; whose it is isn't said."""

    code = "unknown_conversation"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such conversation.")


class UnknownTurn(AssistantError):
    """There is no such reply in this conversation."""

    code = "unknown_turn"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such reply in this conversation.")


class UnknownToken(AssistantError):
    """There is no such confirmation in this conversation."""

    code = "unknown_confirmation"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is nothing to confirm under this token.")


class ConfirmationGone(AssistantError):
    """The card expired; `turn` carries a fresh one where the action is still possible."""

    code = "confirmation_expired"
    status = 410

    def __init__(self, turn: Turn) -> None:
        super().__init__("This confirmation has expired.")
        self.turn = turn


class BooksMoved(AssistantError):
    """The account changed since the quote; `turn` carries a fresh one where possible."""

    code = "books_moved"
    status = 409

    def __init__(self, turn: Turn) -> None:
        super().__init__("The account has changed since this was quoted.")
        self.turn = turn


class FileRefused(AssistantError):
    """A file isn't taken; `turn` says why and what works instead. Nothing was changed."""

    STATUSES: Mapping[str, int] = {
        "file_too_large": 413,
        "file_type": 415,
        "file_mismatch": 415,
        "no_dispute": 409,
        "which_dispute": 409,
        "dispute_unknown": 409,
        "evidence_full": 409,
    }

    def __init__(self, code: str, turn: Turn) -> None:
        super().__init__(turn.reply)
        self.code, self.turn = code, turn
        self.status = self.STATUSES.get(code, 422)


class MessageConflict(AssistantError):
    """A client message id came again with another text."""

    code = "message_conflict"
    status = 409

    def __init__(self) -> None:
        super().__init__("This message id was already used for another text.")


class Busy(AssistantError):
    """Another message of this conversation is being answered."""

    code = "conversation_busy"
    status = 409
    retryable = True

    def __init__(self) -> None:
        super().__init__("I'm still answering your last message.")


class Unavailable(AssistantError):
    """Something the assistant needs doesn't answer; nothing was changed."""

    code = "unavailable"
    status = 503
    retryable = True

    def __init__(self) -> None:
        super().__init__("I can't reach your account right now. Nothing was changed.")
