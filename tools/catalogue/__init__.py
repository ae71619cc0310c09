"""The borrower assistant's tools, one module a noun."""

from tools.catalogue import account, ledger, payments, policy
from tools.tool import Catalogue

BORROWER = Catalogue((*account.TOOLS, *ledger.TOOLS, *payments.TOOLS, *policy.TOOLS))

__all__ = ["BORROWER"]
