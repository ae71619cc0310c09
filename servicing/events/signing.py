"""Signatures of webhooks: HMAC-SHA256 over the instant and the body, with the key's name.

    Linewise-Signature: t=1795017600,k=k-3f9a,v1=5257a869…

A consumer checks one with `verify`, which needs nothing but this module:

    verify(headers["Linewise-Signature"], body, {"k-3f9a": secret}, now=time.time())

and then drops what it has seen already, by the event's id.
"""

import hashlib
import hmac
from collections.abc import Mapping

HEADER = "Linewise-Signature"
TOLERANCE_S = 300


class BadSignature(Exception):
    """The message isn't from the holder of the secret, or is too old."""


def sign(body: bytes, key_id: str, secret: str, now_s: int) -> str:
    """Return the signature header of a body sent at an instant (Unix seconds)."""
    return f"t={now_s},k={key_id},v1={_mac(body, secret, str(now_s))}"


def verify(
    header: str,
    body: bytes,
    secrets: Mapping[str, str],
    *,
    now: float,
    tolerance_s: float = TOLERANCE_S,
) -> None:
    """Check a signature header against the body as it came in; `secrets` by key id.

    Raises `BadSignature`. During a change of keys a consumer holds both.
    """
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    secret, sent = secrets.get(parts.get("k", "")), parts.get("t", "")
    if secret is None or not (sent.isascii() and sent.isdigit()):
        raise BadSignature("an unknown key or no instant")
    if not hmac.compare_digest(_mac(body, secret, sent).encode(), parts.get("v1", "").encode()):
        raise BadSignature("the signature doesn't fit the body")
    if abs(now - int(sent)) > tolerance_s:
        raise BadSignature("the message is too old, or from the future")


def _mac(body: bytes, secret: str, sent: str) -> str:
    return hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
