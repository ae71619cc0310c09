"""The lender's books in this process: the ports of `tools.ports` over `servicing`."""

from tools.clients.embedded.client import EmbeddedBooks, Rules
from tools.clients.embedded.directory import Borrower, EmbeddedDirectory

__all__ = ["Borrower", "EmbeddedBooks", "EmbeddedDirectory", "Rules"]
