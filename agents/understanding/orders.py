"""Orders whose words leave no doubt: drawing, autopay, the due day, the limit, closing.

A second thin layer over the classifier. Each order needs all of its patterns in one clause, and
none of what would make it something else.
"""

import re
from dataclasses import dataclass

from agents.understanding.reading import Slots

_AUTOPAY = (
    r"\bauto ?-?(?:pay|draft|debit)\w*|\bautomatic (?:payments?|withdrawals?|drafts?|debits?)|"
    r"\bpagos? automaticos?|\bautopago|\bcobros? automaticos?|\bdebitos? automaticos?"
)
_ASKS = (
    r"^(?:so |and |but |hey )*(?:is|are|does|did|do|was|were|when|what|how|why|will|which|who|"
    r"where|has|have i|am i|esta|cuando|como|por que|cuanto|que|cual)\b|"
    r"\b(?:to know|tell me|wonder|know if)\b"
)
_OFF = (
    r"\b(?:turn|shut|switch|take|get)(?: \w+){0,3} off\b|\bturn of\b|\boff\b|"
    r"\b(?:stop|cancel|cancle|quit|end|"
    r"disable|remove|kill|pause|drop|undo|want out|get (?:me )?out|no more|no longer|don'?t want|"
    r"do not want|unenroll|apag\w+|quit\w+|cancel\w+|desactiv\w+|par[ea]|deteng\w+|suspend\w+|"
    r"elimin\w+|ya no quiero)\b"
)
_ON = (
    r"\b(?:turn|switch|put)(?: \w+){0,3} on\b|\bon please\b|"
    r"\b(?:set ?up|set|sign me up|enroll?|start|"
    r"begin|activate|change|switch|make|have|put me|want|like|need|use|activ\w+|quiero|pong\w+|"
    r"poner|cambi\w+|inscrib\w+|configur\w+|program\w+)\b"
)
_MY_BANK = (
    r"(?:bank|bnak|checking|chequing|savings|debit|account at|banco|cuenta de (?:banco|cheques))"
)


@dataclass(frozen=True, slots=True)
class Order:
    """An act that is meant where every pattern of `all_of` is found and none of `none_of`."""

    act: str
    all_of: tuple[re.Pattern[str], ...]
    none_of: tuple[re.Pattern[str], ...] = ()
    amount: bool = False

    def meant(self, folded: str, slots: Slots) -> bool:
        """Whether a flattened clause gives this order."""
        return (
            (bool(slots.amounts) or not self.amount)
            and all(pattern.search(folded) for pattern in self.all_of)
            and not any(pattern.search(folded) for pattern in self.none_of)
        )


def _order(
    act: str, all_of: tuple[str, ...], none_of: tuple[str, ...] = (), *, amount: bool = False
) -> Order:
    return Order(
        act,
        tuple(re.compile(pattern) for pattern in all_of),
        tuple(re.compile(pattern) for pattern in none_of),
        amount,
    )


_NOT_A_DRAW = (
    r"\b(?:pay|payments?|bill|toward|refund|back|dispute|fees?|statement|charged?|limit|pagar|pago|"
    r"pague|cargo|limite|devuelv\w+|saldo|why|what|when|how|was|were|did|por que|cuando|cuanto)\b",
)
_ORDERS = (
    _order(
        "dispute_withdraw",
        (
            r"\b(?:dispute|disput|claim|disputa|reclamo|reclamacion)\b",
            r"\b(?:withdraw|drop|cancel|cancle|(?:take|call)(?: \w+){0,3} (?:back|off)|never ?mind|"
            r"retir\w+|cancel\w+|quit\w+|anul\w+)\b",
        ),
        (_ASKS,),
    ),
    _order("autopay_stop", (_AUTOPAY, _OFF), (_ASKS, r"\b(?:turn|switch|back) (?:\w+ )?on\b")),
    _order("autopay_start", (_AUTOPAY, _ON), (_ASKS, _OFF)),
    _order(
        "autopay_start",
        (
            r"\b(?:pay|take|draft|pague|cobre|tome)\w*\b",
            r"\bautomatic(?:ally)?\b|\bby itself\b|"
            r"\bon its own\b|\bautomaticamente\b|\bpor si solo\b",
        ),
        (_ASKS, _OFF),
    ),
    _order(
        "due_date_change",
        (
            r"\b(?:due (?:date|day|dte|dat)|payment date|bill date|fecha de (?:pago|vencimiento)|"
            r"dia de pago)\b",
            r"\b(?:move|mov|change|chang|switch|push|make|set|shift|adjust|different|later|earlier|"
            r"another|cambi\w+|muev\w+|mover|pas[ae]\w*|otra|otro)\b",
        ),
        (r"\b(?:when|what) is\b|\bcuando\b",),
    ),
    _order(
        "due_date_change",
        (
            r"\b(?:make|have|get|set|put|can|could|want|like)\b",
            r"\bdue (?:on |by )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?|first|second|third|fifth|tenth|"
            r"fifteenth|twentieth)\b",
        ),
        (r"\b(?:when|what) is\b|\$",),
    ),
    _order(
        "due_date_change",
        (r"\b(?:que|quiero|puede|pueden|necesito)\b.*\b(?:venza|venzan|se venza|caiga)\b",),
    ),
    _order(
        "limit_increase",
        (
            r"\b(?:limit|limt|limite|credit line|line|linea)\b",
            r"\b(?:raise|rase|raised|increase|incrase|up my|bump\w*|higher|bigger|larger|boost|"
            r"sub[ae]\w*|aument\w+|increment\w+|mas alt[oa]|mayor|mas grande)\b",
        ),
        (r"\b(?:lower|decrease|reduce|baj\w+|why|when did|was|interest|rate)\b",),
    ),
    _order(
        "close_account",
        (
            r"\b(?:clos|close|closing|shut|terminate|cierr\w+|cerrar|de de baja|dar de baja)\b",
            r"\b(?:account|acount|acct|line|credit line|card|cuenta|linea|it (?:out|down))\b",
        ),
        (
            r"\b(?:date|statement|bank|cycle|when|closed|banco|ciclo|estado|checking)\b|"
            r"\b(?:they|plant|mill|factory|company|boss|employer|la (?:planta|fabrica))\b",
        ),
    ),
    _order(
        "contact_preference",
        (
            r"\b(?:call(?:s|ing)?|phon\w+|text(?:s|ing)?|txt|sms|e-?mail(?:s|ing)?|"
            r"llamar\w*|llamen|llamadas|escrib\w+|mensajes?|correos?)\b",
            r"\b(?:again|back on|resume|otra vez|de nuevo)\b",
            r"\b(?:you (?:can|may)|y'?all (?:can|may)|it'?s (?:ok|okay|fine|alright)|allow|turn|"
            r"start|resume|want|pueden|puede|esta bien|quiero)\b",
        ),
        (_ASKS, r"\b(?:card|number|address|statement|tarjeta)\b"),
    ),
    _order(
        "make_payment",
        (
            r"\b(?:from|out of|de|desde) (?:my|mi) " + _MY_BANK + r"\b|"
            r"\b(?:to|on|toward|towards|against|a) (?:my|the|mi|la) (?:line|balance|linea|saldo)\b",
            r"\b(?:send|put|take|pay|transfer|move|apply|mande|envie|pague|abone|tome|transfiera)\b",
        ),
        (r"\b(?:to|into) my " + _MY_BANK, r"\?"),
        amount=True,
    ),
    _order(
        "draw",
        (
            r"\b(?:send|wire|lend|loan|advance|give|get|front|spot|shoot|transfer|float|slide)e? "
            r"(?:me|us|mee)\b|\blet me (?:have|get|borrow)\b|\bcash (?:draws?|advance)\b|"
            r"\b(?:draw|borrow|withdraw|draw down|take out)\b|"
            r"\b(?:in|to|into|en|a) (?:my|mi) " + _MY_BANK + r"\b|"
            r"\b(?:out of|off|from) (?:my|the) (?:line|credit line|credit)\b|"
            r"\b(?:mandeme|mandame|mandenme|envieme|enviame|depositeme|deposite|depositen|presteme|"
            r"prestenme|adelanteme|transfierame|transfiera|deme|retirar|retiro|sacar)\b",
        ),
        _NOT_A_DRAW,
        amount=True,
    ),
)


def order_act(folded: str, slots: Slots) -> str | None:
    """Give the act that a clause orders beyond doubt, or None."""
    return next((order.act for order in _ORDERS if order.meant(folded, slots)), None)
