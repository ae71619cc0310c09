"""What the books answer, as the assistant and the reply verifier see it.

Amounts are US dollars with two decimals, rates are percentages, dates are the lender's own
calendar (New York). A `None` says that the thing doesn't exist, never that it is unknown.
"""

from tools.views.account import (
    AccountSnapshot,
    Autopay,
    Balance,
    ContactPreference,
    Flag,
    LimitRequest,
    NoDraw,
    OpenDraw,
    PendingDraw,
    PendingTransaction,
    Plan,
    Product,
    Subscription,
)
from tools.views.charges import BalanceSpan, ChargeExplanation, DailyInterest, FeeStep, InterestStep
from tools.views.claims import Claim, ClaimedCharge
from tools.views.history import BucketName, InterestLine, Statement, Transaction, TransactionPage
from tools.views.passages import Passage, PassagePage
from tools.views.payments import (
    FirstMonth,
    LinkedBank,
    PayDown,
    Payment,
    PaymentEffect,
    PaymentPage,
    PaymentStatus,
    Payoff,
    SupposedPayment,
)
from tools.views.quotes import Outcome, QuoteView, Refusal, Term
from tools.views.rights import Clock, Detail, RightRecord, RightsPage

__all__ = [
    "AccountSnapshot",
    "Autopay",
    "Balance",
    "BalanceSpan",
    "BucketName",
    "ChargeExplanation",
    "Claim",
    "ClaimedCharge",
    "Clock",
    "ContactPreference",
    "DailyInterest",
    "Detail",
    "FeeStep",
    "Flag",
    "InterestLine",
    "InterestStep",
    "LimitRequest",
    "LinkedBank",
    "NoDraw",
    "OpenDraw",
    "Outcome",
    "Passage",
    "PassagePage",
    "Payment",
    "PaymentEffect",
    "PaymentPage",
    "PaymentStatus",
    "FirstMonth",
    "PayDown",
    "Payoff",
    "PendingDraw",
    "PendingTransaction",
    "Plan",
    "Product",
    "QuoteView",
    "Refusal",
    "RightRecord",
    "RightsPage",
    "Statement",
    "Subscription",
    "SupposedPayment",
    "Term",
    "Transaction",
    "TransactionPage",
]
