"""The borrower assistant's tools, one module a noun."""

from tools.catalogue import account, actions, disputes, hardship, ledger, payments, policy, rights
from tools.tool import Catalogue

BORROWER = Catalogue(
    (
        *account.TOOLS,
        *ledger.TOOLS,
        *payments.TOOLS,
        *actions.TOOLS,
        *disputes.TOOLS,
        *hardship.TOOLS,
        *policy.TOOLS,
        *rights.TOOLS,
    )
)

__all__ = ["BORROWER"]
