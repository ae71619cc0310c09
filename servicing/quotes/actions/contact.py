"""Choosing how to be reached: one channel, for one purpose or all. Letters always stay."""

from dataclasses import dataclass
from typing import Literal

from servicing.contacts import preferences
from servicing.contacts.preferences import PURPOSES, Channel, Preference, Purpose
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

_LETTERS = Refusal(
    "letters_stay",
    "Letters can't be turned off, since some notices have to be sent by law.",
    policy=preferences.POLICY,
)
_SAME = Refusal("preference_is_so", "That is how it is set already.", policy=preferences.POLICY)


class ContactRequest(Request):
    """A channel on or off, for a purpose or for all of them."""

    channel: Literal["phone", "text", "email", "mail"]
    purpose: Literal["all", "servicing", "collections", "marketing"] = "all"
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class ContactArguments:
    """The choice."""

    channel: Channel
    purposes: tuple[Purpose, ...]
    allowed: bool
    action: Literal["set_contact_preference"] = "set_contact_preference"


def _build(at: Situation, asked: ContactRequest) -> ContactArguments | Refusal:
    if asked.channel == "mail":
        return _LETTERS
    purposes: tuple[Purpose, ...] = PURPOSES if asked.purpose == "all" else (asked.purpose,)
    stand = {
        (one.channel, one.purpose): one.allowed
        for one in preferences.preferences(at.connection, at.line.account_id)
    }
    if all(stand.get((asked.channel, purpose), True) == asked.allowed for purpose in purposes):
        return _SAME
    return ContactArguments(asked.channel, purposes, asked.allowed)


def _terms(arguments: ContactArguments) -> Terms:
    every = arguments.purposes == PURPOSES
    return (
        Term("channel", text=arguments.channel),
        Term("purpose", text="all" if every else arguments.purposes[0]),
        Term("change", text="on" if arguments.allowed else "off"),
    )


def _act(at: Situation, arguments: ContactArguments) -> Done:
    chosen = [Preference(arguments.channel, p, arguments.allowed) for p in arguments.purposes]
    preferences.put(at.connection, at.line, chosen, at.now)
    reference = f"CH-{at.line.account_id}-{at.today:%Y%m%d}"
    return Done(reference, (*_terms(arguments), Term("reference", text=reference)))


ACTION = Action(
    name="set_contact_preference",
    request=ContactRequest,
    arguments=ContactArguments,
    build=_build,
    terms=_terms,
    act=_act,
)
