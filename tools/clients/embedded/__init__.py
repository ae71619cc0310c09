"""The lender's books in this process: the ports of `tools.ports` over `servicing`."""

from servicing.contract.books import Rules
from tools.clients.embedded.client import EmbeddedBooks
from tools.clients.embedded.directory import Borrower, EmbeddedDirectory

__all__ = ["Borrower", "EmbeddedBooks", "EmbeddedDirectory", "Rules"]
