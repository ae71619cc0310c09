"""Adapters: from a worked example as it is written down to the rule's own function.

One per kind. Where an example's inputs are prose, its figures stand in the adapter by id; an id
that isn't known fails.
"""

from collections.abc import Callable, Mapping

from tests.servicing.examples import calls, fees, payments, rates
from tests.servicing.examples.common import Vector

ADAPTERS: Mapping[str, Callable[[Vector], None]] = {
    "payment_allocation": payments.payment_allocation,
    "payment_allocation_deferred": payments.payment_allocation_deferred,
    "deferred_two_cycle_window": payments.deferred_two_cycle_window,
    "late_fee_cap": fees.late_fee_cap,
    "returned_fee_cap": fees.returned_fee_cap,
    "overlimit_fee_cap": fees.overlimit_fee_cap,
    "repeat_fee": fees.repeat_fee,
    "single_event": fees.single_event,
    "fee_rounding": fees.fee_rounding,
    "cost_based_late_fee": fees.cost_based_late_fee,
    "billing_error_deadline": payments.billing_error_deadline,
    "billing_error_finality": payments.billing_error_finality,
    "due_date": payments.due_date,
    "late_treatment": payments.late_treatment,
    "60_day_delinquency": rates.sixty_day_delinquency,
    "workout": rates.workout,
    "scra": rates.servicemember,
    "protected_balance": rates.protected_balance,
    "protected_minimum": rates.protected_minimum,
    "credit_limit_decrease": rates.credit_limit_decrease,
    "overlimit_from_fees": fees.overlimit_from_fees,
    "grace_interest": rates.grace_interest,
    "apr_quotient": rates.apr_quotient,
    "repayment_estimate_rounding": rates.repayment_estimate_rounding,
    "repayment_estimate": rates.repayment_estimate,
    "call_count": calls.call_count,
    "cease_communication": calls.cease_communication,
}
