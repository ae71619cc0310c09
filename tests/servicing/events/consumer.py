"""Consumers of events: one in this process to order about, and one on a real socket."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from servicing.events.transport import DeliveryFailed

Behaviour = Callable[[dict[str, Any], int], int | float]
"""Of an event and how often it came: a status, or how many seconds to hang."""


@dataclass
class Heard:
    """What a consumer was sent, in order, and what it took."""

    behaviour: Behaviour = lambda event, times: 200
    sent: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    messages: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take a message or not."""
        event = json.loads(body)
        with self.lock:
            self.sent.append(event)
            self.messages.append((dict(headers), body))
            times = [one["id"] for one in self.sent].count(event["id"])
        answer = self.behaviour(event, times)
        if isinstance(answer, float):
            time.sleep(answer)
            return 504
        if 200 <= answer < 300:
            with self.lock:
                self.taken.append(event)
        return answer

    def numbers(self, account_id: str | None = None) -> list[int]:
        """Return the numbers taken, in order, each once, of an account or of the only one."""
        of = [e for e in self.taken if account_id in {None, e["account_id"]}]
        return list(dict.fromkeys(e["sequence"] for e in of))

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Be a transport whose only consumer this is."""
        status = self.hear(headers, body)
        if not 200 <= status < 300:
            raise DeliveryFailed(f"status {status}")


@contextmanager
def on_a_socket(heard: Heard) -> Iterator[str]:
    """Serve a consumer over HTTP and return its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = heard.hear({k.lower(): v for k, v in self.headers.items()}, body)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
