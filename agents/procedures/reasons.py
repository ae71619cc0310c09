"""Why a charge is called wrong: the kind of claim that the words make. Pure.

What a stranger did is for `charges`, what is no charge for `entries`; here is what went wrong with
a purchase or a refund of one's own, or what is to be proved of it. A word that fits nothing here
leaves the claim a plain billing error: whoever looks into it tells it apart. What the words say of
the particulars is taken with it.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, get_args

from agents.procedures.entries import Entry, apart
from agents.understanding.dates import find_dates
from agents.understanding.periods import find_periods
from agents.understanding.reading import Hints
from agents.understanding.slots import gather
from agents.understanding.text import flat

Reason = Literal["not_delivered", "quality", "credit_not_posted", "clarification"]
REASONS: tuple[Reason, ...] = get_args(Reason)
_NOT = (
    r"(?:never|not|no|nothing|none of (?:it|them)|(?:did|has|have|had|was|were|is|are|do|does)"
    r"(?: not|n'?t| ?nt)|aint|ain't|wont|won't|still (?:not|no|hasn'?t|haven'?t|waiting)|yet to|"
    r"refus\w+ to|nunca|jamas|todavia no|aun no|ni)"
)
_CAME = (
    r"(?:c[ao]me?|arriv\w*|deliver\w*|show(?:n|ed)? up|shipp?\w*|turn(?:ed)? up|got here|got to me|"
    r"ma[dk]e it|receiv\w*|reciev\w*|been sent|sent (?:it|them|anything|my|the|me)|llego|llegaron|"
    r"llegado|llega|entreg\w+|envi(?:o|aron|ado)|mandaron|recibi\w*)"
)
_NOT_DELIVERED = re.compile(
    rf"\b{_NOT} (?:\w+ ){{0,3}}?{_CAME}\b|"
    r"\b(?:never|did ?n[o']?t|didnt|have ?n[o']?t|havent|aint) (?:ever |even )?(?:got|get|gotten|"
    r"seen?|saw) (?:my|the|any(?:thing)?|them|it|what|a single|one|those|these|nothing|delivery)\b|"
    r"\bstill waiting (?:on|for) (?!(?:\w+ ){0,2}(?:refund|credit|money|answer|reply|call))|"
    r"\b(?:sent|shipped|delivered|gave|got|received|mandaron|enviaron) (?:me |us )?(?:the |a |an |"
    r"el |la |un |una |otr[ao] )?(?:wrong|different|other|equivocad\w+|\w+ equivocad\w+)\b|"
    r"\bwrong (?:size|item|colou?r|one|thing|model|product|order|shoes?|part)s?\b|"
    r"\b(?:went|gone) out of business\b|"
    r"\b(?:show|concert|event|class|trip|flight|appointment|concierto|"
    r"evento)s? (?:was|were|got|fue)"
    r" (?:cancel\w+|called off)\b"
)
_QUALITY = re.compile(
    r"\b(?:broken|broke|breaks|defective|faulty|damaged|torn|ripped|cracked|shattered|rotten|spoiled|"
    r"moldy|counterfeit|knock ?off|shoddy|(?:is|are|was|were|its|a) fake|junk|fell apart|"
    r"falling apart|came apart|(?:quit|stopp?ed) working|(?:poor|bad|terrible|awful|low) quality|"
    r"(?:does|do|did|would)(?: not|n'?t) (?:even )?(?:work|turn on|fit|run)|wo ?n[o']?t turn on|"
    r"(?:not|isn'?t|wasn'?t|aren'?t|nothing|nowhere near) (?:at all )?(?:as|like|what) "
    r"(?:\w+ ){0,3}?"
    r"(?:descri\w+|advertis\w+|promis\w+|pictur\w+|photos?|shown|listed|ordered|website)|"
    r"(?:does|do)(?:n'?t| not) match (?:the )?(?:\w+ )?(?:description|picture|photo|ad|listing)|"
    r"not as (?:described|advertised|promised)|botched|"
    r"rot[oa]s?|danad[oa]s?|defectuos\w+|descompuest\w+|"
    r"dej(?:o|aron) de funcionar|no (?:funciona\w*|sirve\w*)|"
    r"mala calidad|no es como|fals[oa]s?)\b"
)
_BOUGHT = re.compile(
    r"\b(?:got (?:\w+ )?(?:from|at)|bought|buy|purchas\w*|order\w*|merchant|store|seller|shop|"
    r"vendor|company|contractor|sold|"
    r"sent me|from them|came|arriv\w*|deliver\w*|return\w*|paid|charge\w*|compr\w+|tienda|vendedor|"
    r"pedi|llego|devolver|cobraron|pague)\b"
)
# A thing that one buys, named where nobody says that it was bought: "the toaster stopped working".
_GOODS = re.compile(
    r"\b(?:toasters?|blenders?|mixers?|microwaves?|air ?fryers?|coffee ?(?:maker|machine)s?|"
    r"vacuums?|"
    r"tvs?|television|laptops?|tablets?|printers?|cameras?|monitors?|keyboards?|headphones|earbuds|"
    r"speakers?|consoles?|drones?|watch|lamps?|chairs?|couch|sofa|mattress|desks?|bikes?|bicycle|"
    r"shoes|boots|sneakers|jackets?|dress|backpack|licuadora|tostadora|televisor|tele|impresora|"
    r"audifonos|bocinas?|silla|sofa|colchon|bicicleta|zapatos|botas|chaqueta|lampara)\b"
)
# Said with it, the thing is what one has to pay for next, and no claim about its purchase.
_SHORT_OF_MONEY = re.compile(
    r"\b(?:can'?t|cannot|cant|couldn'?t|no puedo|no pude|afford\w*|behind|bills?|rent|money|dinero|"
    r"renta|replace|new one|otr[ao]|pay\w*|pagar\w*)\b"
)
_OTHER_THING = re.compile(
    r"\b(?:app|web ?site|login|log in|password|link|autopay|card|chip|page|button|code|account|"
    r"phone number|car|truck|van|aplicacion|tarjeta|cuenta|carro|camioneta|buro|bureau|"
    r"(?:credit )?reports?|reporte|informe)\b"
)
_REFUND = (
    r"(?:refund\w*|money back|(?<!of )credit(?! (?:union|report|score|bureau|limit|line|"
    r"card|check|history|file))|"
    r"reimburse\w*|reembols\w+|devolucion|devolvieron)"
)
_CREDIT = re.compile(
    rf"\b(?:{_NOT}|waiting|where(?:'?s| is)|no sign|donde esta|no aparece|falta|missing) "
    rf"(?:\S+ ){{0,6}}?{_REFUND}\b|"
    rf"\b{_REFUND}\b (?:\S+ ){{0,9}}?(?:{_NOT}|missing|nowhere|no aparece|no se ve)\b|"
    r"\b(?:returned|sent back|took back|brought back|devolvi|regrese)\b.{0,60}\b(?:still|never|not|"
    rf"no|n'?t|sigue\w*)\b.{{0,40}}\b(?:{_REFUND}|charged|on (?:here|my)|cobr\w+)|"
    rf"\b(?:promis\w+|sa(?:id|ys?)|swore|agreed|prometi\w+|dij\w+)\b.{{0,30}}\b{_REFUND}\b"
)
_FEE = re.compile(r"\b(?:late fee|fees?|interest|interes\w*|recargo)\b")
_PROOF = (
    r"(?:proof|evidence|receipts?|documents?|documentation|paperwork|sales? slips?|copy|copies|"
    r"comprobantes?|pruebas?|recibos?|documentos?|copias?)"
)
_WANTS = (
    r"(?:send|show|mail|give|get|provide|want|need|see|request\w*|ask\w*|mand\w+|envi\w+|"
    r"muestr\w+|ensen\w+|dem?e|quiero|necesito|pido|solicito)"
)
_CLARIFICATION = re.compile(
    rf"\b{_WANTS}\b (?:\S+ ){{0,6}}?{_PROOF}\b(?!.{{0,40}}\b(?:debts?|owe|deuda|debo|income|"
    r"address|hardship|payment|pago|ingresos?)\b)(?=.*\b(?:charge\w*|purchase\w*|transaction\w*|"
    r"bought|cargos?|compras?|cobr\w+|\d+\.\d\d)\b)|"
    r"\bprove (?:\S+ ){0,4}?(?:charge|purchase|transaction|i (?:made|bought|authori[sz]ed))\b"
)
_ASKED_YES = re.compile(
    r"\b(?:(?:i|we|ive|i've|already|yes) ?(?:\w+ ){0,3}?(?:call\w*|e?-?mail\w*|wrote|"
    r"writ\w+|text\w*|"
    r"contact\w*|messag\w*|ask\w*|talk\w*|complain\w*|reach\w* out|went back|return\w*|"
    r"sent (?:it|them)"
    r" back|tried)|(?:they|merchant|store|seller|company|shop|nobody|"
    r"no ?one)\b.{0,12}\b(?:wont|won't|"
    r"will not|never|didn'?t|doesn'?t|refus\w+|ignor\w+|hung up|not) ?(?:\w+ ){0,2}?(?:answer\w*|"
    r"reply|respond\w*|repl\w+|pick\w* up|help\w*|refund\w*|take|call\w* back|ignor\w*)|"
    r"(?:les |los |la |le )?(?:llame|escribi|contacte|reclame|hable con)|no (?:me )?(?:contesta\w*|"
    r"responde\w*|hacen caso|quiere\w* (?:devolver|ayudar|cambiar))|"
    r"ignor(?:es?|ed|ing) (?:me|us|my)|(?:wont|won't|will not|refus\w+ to) (?:\w+ )?(?:fix|take|"
    r"exchange|replace|refund|answer|help))\b"
)
_ASKED_NO = re.compile(
    r"\b(?:have ?n[o']?t|havent|did ?n[o']?t|didnt|not|never|no he|no les he|todavia no)"
    r"(?: (?:yet|ever|even|i|have|les|los|la))* (?:\w+ )?(?:call\w*|contact\w*|talk\w*|e?-?mail\w*|"
    r"ask\w*|tried|try|wrote|reach\w*|llamad\w*|contactad\w*|hablad\w*|escrit\w*)\b"
)
_RETURNED = re.compile(
    r"\b(?:return(?:ed)?|sent (?:it|them|that) back|took (?:it|them) back|"
    r"tried to (?:return|send|take)|"
    r"brought (?:it|them) back|devolvi|devolver|regresar|regrese)\b"
)
_NOT_RETURNED = re.compile(
    r"\b(?:have ?n[o']?t|havent|did ?n[o']?t|didnt|not|never|no he) (?:\w+ ){0,2}?"
    r"(?:return\w*|sent|"
    r"devuelto|tried to return)\b"
)
_BANK = re.compile(
    r"\b(?:from|through|out of|via|desde|de|por) (?:my |mi )?(?P<who>(?:[A-Z][\w&'.-]*)"
    r"(?: (?:of |and |& )?"
    r"[A-Z][\w&'.-]*)*|(?:checking|savings|bank|credit union|chime|venmo|cash ?app|zelle))"
)
_PROMISED = re.compile(
    r"(?P<who>\b(?:the |a |la |el )?(?:manager|store|merchant|clerk|seller|rep|agent|"
    r"customer service|"
    r"gerente|tienda|vendedor)\b)"
)

_PAPER = re.compile(
    r"\b(?:statement|bill|letter|notice|card|code|e-?mail|text|answer|reply|payment|check|paycheck|"
    r"estado de cuenta|carta|tarjeta|codigo|respuesta|pago|cheque|correo|transfer\w*|deposit\w*)\b"
)
_NUMBER = r"\$?(?P<sum>\d[\d,]*(?:\.\d\d)?)"
_NEAR = 15
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\b|\d/\d"
)
_SENT_BACK = re.compile(r"\b(?:returned|promis\w+|devolvi|prometi\w+)\b")
_SUM_OF = re.compile(rf"\b{_REFUND} (?:of|for|de|por) {_NUMBER}")
_BARE_PAID = re.compile(
    rf"\b(?:paid|payment of|sent|pague|pago de|check for) (?:you )?{_NUMBER}(?![\w/])|"
    r"(?<![\w/.])\$?(?P<before>\d[\d,]*(?:\.\d\d)?)(?: dollars?| bucks)? "
    r"(?:payment|check|transfer)\b"
)
_BARE = re.compile(rf"(?<![\w/.-]){_NUMBER}(?!\d|/|st|nd|rd|th)")
_BARE_NO = re.compile(r"(?:no|nope|not yet|todavia no|aun no)\W*")
_BARE_YES = re.compile(r"(?:yes|yeah|yep|i did|i have|si|claro)\W*")
_SUPPOSED = re.compile(
    r"\b(?:supposed|due|expected|should(?:'?ve| have)?|promis\w+|meant|scheduled|said|by|debia\w*|"
    r"tenia\w* que|para el|prometi\w+)\b"
)
_DAY_OF = {
    "not_delivered": _SUPPOSED,
    "quality": re.compile(r"(?!)"),
    "credit_not_posted": re.compile(
        r"\b(?:promis\w+|said|return\w*|sent|took|prometi\w+|devolvi)\b"
    ),
    "clarification": re.compile(r"(?!)"),
    "payment_missing": re.compile(""),
    "posting": re.compile(""),
    "statement_not_sent": re.compile(r"(?!)"),
    "computational": re.compile(r"(?!)"),
}
_STATEMENT = re.compile(
    r"\b(?:statements?|bills?|cycle|interest|finance charges?|estados? de cuenta|factura|ciclo|"
    r"intereses|interes)\b"
)
# What stands between a statement and its day or month: "that closed on 10/12", "October's".
_LINK = re.compile(
    r"(?: (?:charges?|of|from|for|in|on|dated|that|which|closed|closing|ended|ending|the|de|del|"
    r"que|cerro|el|en)){0,4} "
)
_OWN = re.compile(r"(?:'?s)? ")
_ABOUT = timedelta(days=4)
_OF_PAYMENT = frozenset({"payment_missing", "posting"})
_OF_GOODS = frozenset({"not_delivered", "quality", "credit_not_posted"})
_SETTLED = re.compile(
    r"\b(?:already|since|finally|just) (?:\w+ )?(?:refunded|fixed|replaced|credited|came|arrived|"
    r"showed up|sorted|sent (?:me )?(?:a|another))\b|"
    r"\b(?:all (?:good|set|sorted)|turned (?:out|up)|"
    r"sorted (?:it )?out|(?:they|store|seller) (?:refunded|replaced|fixed)|ya (?:llego|me "
    r"devolvieron|lo arreglaron))\b"
)
_OUTRIGHT = re.compile(r"^(?!.*\?).*\b(?:never|nunca|jamas|lost|perdi\w+|misapplied)\b")
_HYPOTHETICAL = re.compile(
    r"\b(?:what if|what happens|how (?:do|does|would|long)|do you cover|if (?:i|something|it|a|an|"
    r"the|my|they|one)|que pasa si|si (?:compro|algo|me|no))\b"
)


def reasons_of(text: str) -> tuple[Reason | Entry, ...]:
    """Return all kinds of claim that a message's own words make, what is no charge first."""
    found = apart(text)
    reason = reason_of(found.rest)
    return (*(entry for entry, _ in found.entries), *(() if reason is None else (reason,)))


def reason_of(text: str) -> Reason | None:
    """Return the kind of claim about a charge that words make; None where they make none."""
    folded = flat(text)
    goods = not _PAPER.search(folded) and any(map(_of_no_refund, _NOT_DELIVERED.finditer(folded)))
    if goods and not _SENT_BACK.search(folded):
        return "not_delivered"
    if _CREDIT.search(folded) and not _FEE.search(folded):
        return "credit_not_posted"
    if _is_of_quality(folded):
        return "quality"
    return "clarification" if _CLARIFICATION.search(folded) else None


def _is_of_quality(folded: str) -> bool:
    """Tell whether words say that a thing that was bought isn't as it should be."""
    if not _QUALITY.search(folded) or _OTHER_THING.search(folded):
        return False
    goods = _GOODS.search(folded) and not _SHORT_OF_MONEY.search(folded)
    return bool(_BOUGHT.search(folded) or goods)


def _of_no_refund(came: re.Match[str]) -> bool:
    """Tell whether what never came is goods, by the words around: no refund or money."""
    around = came.string[max(0, came.start() - _NEAR) : came.end() + _NEAR]
    return not re.search(rf"\b(?:{_REFUND}|money|dinero)", around)


def is_hypothetical(text: str) -> bool:
    """Tell whether a message asks what would be, rather than says what is."""
    return bool(_HYPOTHETICAL.search(flat(text)))


def is_settled(text: str) -> bool:
    """Tell whether a message says that it was put right since."""
    return bool(_SETTLED.search(flat(text)))


def is_outright(text: str) -> bool:
    """Tell whether a message says for good that something is missing, and doesn't just wait."""
    return bool(_OUTRIGHT.search(flat(text)))


def without(folded: str) -> str:
    """Return folded words without what says that goods never came, which denies no purchase."""
    return _NOT_DELIVERED.sub(" ", folded)


def particulars(reason: str, text: str, today: date, *, asked: bool) -> dict[str, str]:
    """Return what a message says of a claim, as the tool's plain values.

    `asked`: the message answers a question about it, so a bare day or sum is of it. A day is never
    later than today.
    """
    folded = flat(text)
    days = [past(one.value, today, folded) for one in find_dates(folded, text, today)]
    found = _of_goods(reason, folded) if reason in _OF_GOODS else {}
    if days and (asked or _DAY_OF[reason].search(folded)):
        # Of a payment counted from another day, it was made on the first that is said.
        day = days[0] if reason == "posting" else days[-1]
        found["expected_by" if reason == "not_delivered" else "on"] = day.isoformat()
    if reason in {"quality", "clarification"}:
        found.pop("on", None)
    if reason == "computational" and (closed := _of_statement(folded, text, today)):
        found["on"] = closed.isoformat()
    amount = _sum(reason, text, today, asked=asked)
    if amount is not None:
        found["amount"] = amount
    if asked and _BARE_NO.fullmatch(folded.strip()):
        found["asked_merchant"] = "false"
    if asked and _BARE_YES.fullmatch(folded.strip()):
        found["asked_merchant"] = "true"
    who = _BANK if reason in _OF_PAYMENT else _PROMISED if reason == "credit_not_posted" else None
    if who is not None and (named := who.search(text)):
        found["who"] = named["who"].strip()
    return found


def _of_statement(folded: str, text: str, today: date) -> date | None:
    """Return by which day the statement that is named had closed; None where none is.

    "My October statement" is the one that closed in it, or last before its end. A day is seldom
    told to the day: one that closed a few days later is meant as well.
    """
    days = find_dates(folded, text, today)
    months = find_periods(folded, days, today)
    told = ((one.span, past(one.value, today, folded) + _ABOUT) for one in days)
    said = [(span, min(day, today)) for span, day in told]
    said += [(one.span, min(one.last, today)) for one in months if one.marker is None]
    named = [at.span() for at in _STATEMENT.finditer(folded)]
    beside = (
        day
        for (start, end), day in said
        if any(
            _LINK.fullmatch(folded[stop:start]) or _OWN.fullmatch(folded[end:begin])
            for begin, stop in named
        )
    )
    return next(beside, None)


def _sum(reason: str, text: str, today: date, *, asked: bool) -> str | None:
    """Return the sum of the payment or refund that is missing; a bare number where it was asked."""
    folded = flat(text)
    if reason in _OF_PAYMENT:
        sums = gather(text, today, Hints(language="en")).amounts
        if sums:
            return f"{sums[0].value:.2f}"
        bare = _BARE_PAID.search(folded) or (_BARE.search(folded) if asked else None)
        said = bare and (bare.groupdict().get("before") or bare["sum"])
        return f"{Decimal(said.replace(',', '')):.2f}" if said else None
    found = _SUM_OF.search(folded) if reason == "credit_not_posted" else None
    return f"{Decimal(found['sum'].replace(',', '')):.2f}" if found else None


def _of_goods(reason: str, folded: str) -> dict[str, str]:
    """Return what was tried with the merchant."""
    found = {}
    if _ASKED_NO.search(folded):
        found["asked_merchant"] = "false"
    elif _ASKED_YES.search(folded):
        found["asked_merchant"] = "true"
    if reason == "quality" and _NOT_RETURNED.search(folded):
        found["tried_to_return"] = "false"
    elif reason == "quality" and _RETURNED.search(folded):
        found["tried_to_return"] = "true"
    return found


def past(day: date, today: date, folded: str) -> date:
    """Return the latest such day that isn't after today: "the 3rd" is of this month or the last."""
    while day > today and not _MONTH.search(folded):
        before = day.replace(day=1) - timedelta(days=1)
        day = before.replace(day=min(day.day, before.day))
    while day > today:
        day = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
    return day
