"""What the desk refuses, as a problem with a status of its own.

The words are the books' own: they say who can do it instead, or what to do first.
"""

from collections.abc import Mapping

from api.errors import ApiError
from tools.views import Refusal

NOT_ALLOWED, GONE_ON, WRONG, UNKNOWN = 403, 409, 422, 404
STATUSES: Mapping[str, int] = {
    "item_unknown": UNKNOWN,
    "draft_unknown": UNKNOWN,
    "claim_unknown": UNKNOWN,
    "evidence_unknown": UNKNOWN,
    "evidence_there": GONE_ON,
    "evidence_full": GONE_ON,
    "same_person": NOT_ALLOWED,
    "lead_needed": NOT_ALLOWED,
    "role_needed": NOT_ALLOWED,
    "above_authority": NOT_ALLOWED,
    "books_moved": GONE_ON,
    "draft_changed": GONE_ON,
    "draft_decided": GONE_ON,
    "proposal_changed": GONE_ON,
    "proposal_decided": GONE_ON,
    "proposal_waits": GONE_ON,
    "no_proposal": GONE_ON,
    "content_changed": GONE_ON,
    "claim_closed": GONE_ON,
    "window_passed": GONE_ON,
    "handoff_done": GONE_ON,
    "refund_linked": GONE_ON,
    "refund_to_place": GONE_ON,
    "acknowledge_first": GONE_ON,
    "credit_final": GONE_ON,
    "not_looked_into": GONE_ON,
    "matter_unknown": UNKNOWN,
    "account_unknown": UNKNOWN,
    "matter_closed": GONE_ON,
    "acknowledged_before": GONE_ON,
    "longer_before": GONE_ON,
    "nothing_to_tell": GONE_ON,
    "tell_first": GONE_ON,
}


class DeskRefusal(ApiError):
    """The books, or the desk, won't do it; what nobody foresaw here can't be processed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.code = refusal.code
        self.status = STATUSES.get(refusal.code, WRONG)


class NoBooks(ApiError):
    """The books are another system's, whose own desk decides drafts and disputes."""

    code = "desk_elsewhere"
    status = 404

    def __init__(self) -> None:
        super().__init__("Plans and disputes are decided in the lender's own system.")


class NothingToAnswer(ApiError):
    """A conversation in which the borrower has written nothing yet."""

    code = "nothing_to_answer"
    status = 409

    def __init__(self) -> None:
        super().__init__("The borrower hasn't written anything yet. Look again when they have.")


class BadCursor(ApiError):
    """A cursor of another question, or of none."""

    code = "bad_cursor"
    status = 422

    def __init__(self) -> None:
        super().__init__("That cursor doesn't go with this question; start from the first page.")
