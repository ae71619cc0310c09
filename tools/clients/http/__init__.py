"""A lender's own core over HTTP: the ports of `tools.ports` over the contract `/core/v1`."""

from tools.clients.http.client import CoreFault, HttpBooks
from tools.clients.http.wire import Wire

__all__ = ["CoreFault", "HttpBooks", "Wire"]
