"""Signatures of webhooks, as the Standard Webhooks specification has them (HMAC-SHA256).

    webhook-id: e-a-0007-000003
    webhook-timestamp: 1795017600
    webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

What is signed is the id, the instant and the body as it was sent, joined by dots. A consumer
checks it with any library for Standard Webhooks, or with `verify`, which needs nothing but this
module, and then drops what it has seen already, by the id.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
PREFIX = "whsec_"
TOLERANCE_S = 300


class BadSignature(Exception):
    """The message isn't from the holder of the secret, or is too old."""


def secret_of(key: bytes) -> str:
    """Return a key as consumers are given it: `whsec_` and base64."""
    return PREFIX + base64.b64encode(key).decode()


def sign(message_id: str, body: bytes, secret: str, now_s: int) -> dict[str, str]:
    """Return the headers that prove a body sent at an instant (Unix seconds)."""
    mac = _mac(message_id, str(now_s), body, secret)
    return {ID: message_id, TIMESTAMP: str(now_s), SIGNATURE: f"v1,{mac}"}


def verify(
    headers: Mapping[str, str],
    body: bytes,
    secret: str,
    *,
    now: float,
    tolerance_s: float = TOLERANCE_S,
) -> None:
    """Check a message's headers (names in lower case) against the body as it came in.

    Raises `BadSignature`. Several signatures may be sent, one of which has to fit.
    """
    message_id, sent = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not message_id or not (sent.isascii() and sent.isdigit()):
        raise BadSignature("no id or no instant")
    expected = f"v1,{_mac(message_id, sent, body, secret)}".encode()
    signatures = headers.get(SIGNATURE, "").split()
    if not any(hmac.compare_digest(expected, one.encode()) for one in signatures):
        raise BadSignature("no signature fits the message")
    if abs(now - int(sent)) > tolerance_s:
        raise BadSignature("the message is too old, or from the future")


def _mac(message_id: str, sent: str, body: bytes, secret: str) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise BadSignature("the secret isn't one of ours") from error
    signed = f"{message_id}.{sent}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
