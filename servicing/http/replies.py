"""Carrying out a POST once: `Idempotency-Key`.

The answer is stored in the transaction that has the effect, so either both are there or neither.
A repeat of the same request gets the stored answer with `Idempotent-Replayed: true`; another
request under the same key 422; a request whose key is being worked on 409. Answers are kept for
48 hours, per borrower. What never began (a bad token, an invalid body, Postgres away) is not
stored: the key stays free.

A quote's token must not lie in the database. So tokens made here are HMACs of a stored nonce
under the service's secret: the stored answer names them by hash, and a repeat makes them anew.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fastapi.responses import Response

from servicing.contract.books import BorrowerBooks
from servicing.contract.shape import Shape
from servicing.http import repository
from servicing.http.problems import MEDIA_TYPE, KeyReused, Problem, RequestInProgress
from servicing.http.repository import StoredReply
from servicing.http.schemas import Body
from servicing.session import Held, writing

KEPT = timedelta(hours=48)
NONCE_BYTES = 16
REPLAYED = "Idempotent-Replayed"


@dataclass(frozen=True)
class Answer:
    """What an effect led to."""

    status: int
    content: Shape | Problem


class TokenMaker:
    """Makes the tokens of one answer, and makes them again."""

    def __init__(self, secret: str, nonce: bytes) -> None:
        self._secret, self.nonce = secret.encode(), nonce
        self.made: list[str] = []

    def __call__(self) -> str:
        """Return the next token."""
        message = b"quote-token" + self.nonce + len(self.made).to_bytes(4, "big")
        digest = hmac.new(self._secret, message, hashlib.sha256).digest()
        self.made.append(urlsafe_b64encode(digest).decode().rstrip("="))
        return self.made[-1]


@dataclass(frozen=True)
class Once:
    """One POST of one borrower under one key."""

    books: BorrowerBooks
    secret: str
    now: datetime
    method: str
    path: str
    key: str

    def answer(self, body: Body, act: Callable[[BorrowerBooks], Answer]) -> Response:
        """Carry out `act` unless its answer is known; raises `KeyReused`, `RequestInProgress`."""
        borrower_id, sha256 = self.books.borrower_id, self._sha256(body)
        with writing(self.books.pool) as connection:
            if not repository.claim(connection, borrower_id, self.key):
                raise RequestInProgress(headers={"Retry-After": "1"})
            repository.forget(connection, borrower_id, self.now - KEPT)
            stored = repository.find(connection, borrower_id, self.key)
            if stored is not None:
                if stored.request_sha256 != sha256:
                    raise KeyReused
                return self._response(stored, replayed=True)
            tokens = TokenMaker(self.secret, secrets.token_bytes(NONCE_BYTES))
            within = replace(
                self.books,
                pool=Held(connection),
                rules=replace(self.books.rules, tokens=tokens),
            )
            reply = self._kept(act(within), sha256, tokens)
            repository.add(connection, borrower_id, self.key, reply)
        return self._response(reply, replayed=False)

    def _sha256(self, body: Body) -> str:
        request = [self.method, self.path, body.model_dump(mode="json")]
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def _kept(self, answer: Answer, sha256: str, tokens: TokenMaker) -> StoredReply:
        problem = isinstance(answer.content, Problem)
        text = answer.content.model_dump_json(exclude_none=problem)
        for token in tokens.made:
            text = text.replace(token, _hash(token))
        return StoredReply(
            request_sha256=sha256,
            nonce=tokens.nonce,
            tokens=len(tokens.made),
            status=answer.status,
            media_type=MEDIA_TYPE if problem else "application/json",
            body=text,
            answered_at=self.now,
        )

    def _response(self, reply: StoredReply, *, replayed: bool) -> Response:
        text, tokens = reply.body, TokenMaker(self.secret, reply.nonce)
        for _ in range(reply.tokens):
            token = tokens()
            text = text.replace(_hash(token), token)
        headers = {REPLAYED: "true"} if replayed else {}
        return Response(text, reply.status, headers, reply.media_type)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
