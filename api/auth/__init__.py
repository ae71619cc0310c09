"""Who is asking: bearer tokens, and the dependency by which an endpoint names its scope."""

from api.auth.dependencies import borrower
from api.auth.tokens import Forbidden, TokenInvalid, Tokens

__all__ = ["Forbidden", "TokenInvalid", "Tokens", "borrower"]
