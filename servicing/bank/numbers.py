"""Routing and account numbers.

A lender keeps its borrowers' account numbers in a vault; the books know a label and the last
four digits only. The demo has no vault, so its numbers are derived, the same ones every time.
Routing numbers from 99 on belong to no bank.
"""

import hashlib

from servicing.bank.ach import Party

_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)


def routing_number(bank: str) -> str:
    """Return the routing number of a bank by its name (made up, with a true check digit)."""
    digest = int(hashlib.sha256(bank.encode()).hexdigest(), 16)
    return with_check_digit(f"99{digest % 10**6:06}")


def account_number(account_id: str, last4: str) -> str:
    """Return the number of the bank account linked to a line."""
    return f"{account_id:0>9}{last4}"


def with_check_digit(eight: str) -> str:
    """Return a routing number's eight digits with the ninth (ABA: 3, 7, 1 weighted, mod 10)."""
    weighted = sum(int(digit) * weight for digit, weight in zip(eight, _WEIGHTS, strict=True))
    return f"{eight}{-weighted % 10}"


def is_routing(number: str) -> bool:
    """Whether this is a routing number with a true check digit."""
    return len(number) == 9 and number.isdecimal() and with_check_digit(number[:8]) == number


LENDER = Party(with_check_digit("99000001"), "HARBOR LINE")
LENDERS_BANK = Party(with_check_digit("99000002"), "DEMO CLEARING BANK")
