"""Why banks return debits (NACHA return codes), in plain words."""

from collections.abc import Mapping

RETURN_REASONS: Mapping[str, str] = {
    "R01": "not enough money in the bank account",
    "R02": "the bank account is closed",
    "R03": "no such bank account",
    "R07": "the authorization was withdrawn",
    "R08": "the payment was stopped at the bank",
    "R09": "the bank deposit hasn't cleared",
    "R10": "the account's owner says it wasn't authorized",
    "R16": "the bank account is frozen",
    "R29": "the company says it wasn't authorized",
}
