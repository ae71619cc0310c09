"""US dollars in whole cents, and the one way in which a fraction of a cent becomes one."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in cents; negative amounts are owed to the borrower.

    Adds, subtracts and compares with its own kind only, so that cents never meet dollars.
    """

    minor: int

    @classmethod
    def of(cls, dollars: Decimal | str) -> "Money":
        """Read an amount in dollars; raises `ValueError` if it has a fraction of a cent."""
        minor = Decimal(dollars) * 100
        if minor != minor.to_integral_value():
            raise ValueError(f"not a whole number of cents: {dollars}")
        return cls(int(minor))

    @property
    def dollars(self) -> Decimal:
        """The amount in dollars, with two decimals."""
        return Decimal(self.minor).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + other.minor)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - other.minor)

    def __neg__(self) -> "Money":
        return Money(-self.minor)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        return f"{sign}${abs(self.minor) // 100:,}.{abs(self.minor) % 100:02d}"


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """Return the sum."""
    return Money(sum(amount.minor for amount in amounts))


def round_half_even(cents: Decimal) -> Money:
    """Round a number of cents with a fraction, half to even: done once, when it is posted."""
    return Money(int(cents.to_integral_value(ROUND_HALF_EVEN)))


def percent_of(amount: Money, percent: Decimal) -> Money:
    """Return `percent` per cent of an amount, rounded up to the cent."""
    return Money(int((amount.minor * percent / 100).to_integral_value(ROUND_CEILING)))
