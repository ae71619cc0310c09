import pytest

from guardrails.safety import SafetyRoutes

HEARD = [
    ("my husband hit me 2 times over a bill", "partner_abuse"),
    ("my ex hit me twice for spending", "partner_abuse"),
    ("My husband hits me when the card gets declined", "partner_abuse"),
    ("he makes me hand over the money every friday and im scared of him", "partner_abuse"),
    ("My ex forced me to open this line and now I can't pay it", "partner_abuse"),
    ("shes been threatening me, says she will hurt me if i dont draw more", "partner_abuse"),
    ("My boyfriend controls all my money and won't let me see the account", "partner_abuse"),
    ("I left an abusive marriage, please don't send letters to the old house", "partner_abuse"),
    ("mi esposo me pega si no le doy la tarjeta", "partner_abuse"),
    ("Mi pareja me obligó a sacar este crédito", "partner_abuse"),
    ("My nephew has been draining my grandmother's account with the line card", "elder_abuse"),
    ("I'm 81 and my son takes my social security check and makes me sign", "elder_abuse"),
    ("the home health aide has been using my card, she got the pin", "elder_abuse"),
    ("Somebody tricked my mother into sending gift cards, she has dementia", "elder_abuse"),
    ("su cuidador le quita la pensión a mi abuela", "elder_abuse"),
    ("I'm going to come down there and shoot every one of you", "threat"),
    ("i know where your agent lives", "threat"),
    ("los voy a matar si me cobran otra vez", "threat"),
    ("fuck you and your fees", "abuse"),
    ("you people are a bunch of idiots", "abuse"),
    ("stupid bot", "abuse"),
    ("son unos pendejos", "abuse"),
]
LOOK_ALIKES = [
    "",
    "my husband beat me to it, he already paid",
    "My wife hit me up for the payment date",
    "he hit me 2x with that late fee, your rep",
    "she hit me twice for the same thing, that cashier",
    "This heat is killing me",
    "I'll shoot you an email with the receipt",
    "i'd kill for a lower rate",
    "my daughter uses my card with my permission",
    "Can my grandmother get her own card?",
    "Donated $20 to a domestic violence shelter, has the charge posted?",
    "My mother has a line here too, can I see it?",
    "My son took out the trash. What's my balance?",
    "That fee is stupid, can you explain it?",
    "he paid me back, add 40 to my payment",
    "she makes me laugh, your commercial lady",
    "I want to kill autopay",
    "my caregiver will call you about the address",
    "How do I beat this high rate?",
    "mi esposo me dijo que pague hoy",
    "no sea malo, baje el interés",
]


@pytest.fixture(scope="module")
def routes() -> SafetyRoutes:
    return SafetyRoutes.load()


@pytest.mark.parametrize(("text", "kind"), HEARD)
def test_a_route_is_taken(routes: SafetyRoutes, text: str, kind: str) -> None:
    found = {danger.kind: danger for danger in routes.hear(text)}
    assert kind in found
    start, end = found[kind].span
    assert text[start:end].strip()


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_goes_on(routes: SafetyRoutes, text: str) -> None:
    assert routes.hear(text) == ()
