"""Sending a message to where somebody asked for it, and nowhere else.

An address is https and leads to the public internet, or http(s) and leads to this machine. Each
address that a name resolves to is looked at, and the one that was looked at is the one connected
to, so that a name can't change its meaning in between. Redirects are not followed, and of an
answer only the head is read, which the HTTP library bounds.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import IPPROTO_TCP
from typing import Protocol

import httpx

DEADLINE_S = 8.0
URL_CHARACTERS_MAX = 500
Address = IPv4Address | IPv6Address


class DeliveryFailed(Exception):
    """The consumer didn't take the message; worth trying again. The text holds no payload."""


class BadTarget(Exception):
    """An address that nothing may be sent to."""


class Transport(Protocol):
    """How a message gets to its consumer."""

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Deliver, or raise `DeliveryFailed`."""
        ...


@dataclass(frozen=True)
class HttpTransport:
    """Webhooks."""

    deadline_s: float = DEADLINE_S
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """POST a body; any 2xx within the deadline is a delivery."""
        asyncio.run(self._within_deadline(url, headers, body))

    async def _within_deadline(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        try:
            async with asyncio.timeout(self.deadline_s):
                status = await self._post(check_target(url), headers, body)
        except TimeoutError as error:
            raise DeliveryFailed(f"no answer within {self.deadline_s:g} s") from error
        except (httpx.HTTPError, OSError) as error:
            raise DeliveryFailed(type(error).__name__) from error
        except BadTarget as error:
            raise DeliveryFailed(str(error)) from error
        if not 200 <= status < 300:
            raise DeliveryFailed(f"status {status}")

    async def _post(self, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> int:
        address = await self._resolve(url)
        host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        async with httpx.AsyncClient(verify=self.tls, trust_env=False) as client:
            request = client.build_request(
                "POST",
                url.copy_with(host=host),
                content=body,
                headers={**headers, "Host": url.netloc.decode()},
                extensions={"sni_hostname": url.host},
            )
            response = await client.send(request, stream=True, follow_redirects=False)
            await response.aclose()
            return response.status_code

    async def _resolve(self, url: httpx.URL) -> Address:
        port = url.port or (443 if url.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(url.host, port, proto=IPPROTO_TCP)
        addresses = [ip_address(entry[4][0]) for entry in found]
        for address in addresses:
            _check_address(url.scheme, address)
        if not addresses:
            raise BadTarget("the address leads nowhere")
        return addresses[0]


def check_target(url: str) -> httpx.URL:
    """Return an address that events may be sent to. Raises `BadTarget`, saying why not.

    What a name resolves to is looked at when something is sent.
    """
    if len(url) > URL_CHARACTERS_MAX:
        raise BadTarget("the address is too long")
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise BadTarget("that isn't an address") from error
    if target.scheme not in {"http", "https"} or not target.host:
        raise BadTarget("only https addresses are delivered to, or http ones on this machine")
    if target.userinfo or target.fragment:
        raise BadTarget("the address may hold no user and no fragment")
    try:
        _check_address(target.scheme, ip_address(target.host))
    except ValueError:
        if target.scheme == "http" and target.host != "localhost":
            raise BadTarget("only https leaves this machine") from None
    return target


def _check_address(scheme: str, address: Address) -> None:
    if address.is_loopback:
        return
    if not address.is_global:
        raise BadTarget("the address is neither on the public internet nor this machine")
    if scheme != "https":
        raise BadTarget("only https leaves this machine")
