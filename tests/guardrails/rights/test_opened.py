"""A notice of identity theft that claims the whole line, told from one that claims less."""

import pytest

from guardrails.rights import opened_by_another


@pytest.mark.parametrize(
    "said",
    [
        "somebody opened this in my name",
        "sombody opend this acount in my nam i never applyed",
        "my mother put this in my name without telling me",
        "someone stole my identity and opened this account using my social",
        "This line isn't mine. A thief has my social.",
        "i aint never opened no account wit yall",
        "someone took out a line of credit as me",
        "I've never been a customer of yours, somebody has my name",
        "someone opened this line in my name and these charges at NVX arent mine",
        "my identity was stolen. the line isn't mine and the charges aren't mine",
        "alguien sacó crédito con mi nombre",
        "me robaron la identidad y abrieron esta cuenta",
        "esta cuenta no es mía, me robaron la identidad",
    ],
)
def test_a_line_that_somebody_else_opened_is_claimed_whole(said: str) -> None:
    assert opened_by_another(said)


@pytest.mark.parametrize(
    "said",
    [
        "my identity was stolen",
        "a stranger uses my identity and made these charges",
        "identity theft!! those charges aint mine",
        "someone took over my account and changed the email",
        "someone got into my account in my name and bought stuff",
        "somebody took a draw in my name",
        "He opened another line in my name without my knowledge.",
        "alguien sacó otra cuenta a mi nombre en un banco",
        "someone applied for a limit increase in my name",
        "the police report says someone used my ssn",
        "me robaron la identidad y esos cargos no son míos",
        "",
    ],
)
def test_a_use_of_ones_own_line_is_less(said: str) -> None:
    assert not opened_by_another(said)
