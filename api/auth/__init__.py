"""Who is asking: bearer tokens, and the dependencies by which an endpoint names its scope."""

from api.auth.dependencies import borrower, staff
from api.auth.tokens import Forbidden, TokenInvalid, Tokens

__all__ = ["Forbidden", "TokenInvalid", "Tokens", "borrower", "staff"]
