"""What looks like a figure and is none: idioms, step numbers, citations of law, hotlines.

Every entry is a phrase whose number promises nothing about the account. What isn't listed is
a figure and needs evidence.
"""

import re

_EN = (
    r"one (?:tap|click|touch|question|thing|moment|second|place|person|way|option|by one|"
    r"at a time|another|or the other|more (?:thing|question|step|time|detail))",
    r"(?:two|three|four|2|3|4) (?:things|questions|ways|options|choices|ideas|answers|paths)",
    r"(?:no|any|every|some|that|this|which|each|the|another) one(?! (?:day|week|month|year))",
    r"one of (?:the|these|those|your|our|them|us)",
    r"(?:the|these|those|your) two (?:of them|requests)",
    r"(?:between|of) the two",
    r"one day(?=[,.]? (?:you|soon))|at one point|one-time|one time|one-on-one",
    r"fifty-fifty|24/7|9-1-1",
    r"half (?:an hour|way)|halfway|(?:every|each) 24 hours",
    # Only as what it would take: that a balance is at zero is a figure.
    r"to (?:bring|get|take|reach)(?: \w+){0,3} (?:to )?zero(?! (?:dollars|bucks|percent))",
    r"last (?:four|4)(?= (?:are|is|of your (?:account|card)))",
    r"(?:to|would|will|'d|'ll) zero(?= (?:out|the|your|it|this)\b)",
    r"(?:call|text|dial|or|call or text) (?:988|911)\b",
    r"chapter (?:7|11|12|13|seven|eleven|twelve|thirteen)",
    r"401\(?k\)?|form 1099(?:-c)?",
)
_ES = (
    r"un (?:toque|clic|momento|segundo|solo (?:toque|clic|lugar))",
    r"una (?:pregunta|persona|cosa|vez|sola (?:pregunta|cosa|vez))",
    r"(?:dos|tres|cuatro) (?:cosas|preguntas|maneras|formas|opciones|caminos)",
    r"(?:cada|alguna|ninguna|ning[uú]n|alg[uú]n) un[oa]?|un[oa] de (?:los|las|estos|estas)",
    r"ten en cuenta",
    r"para (?:dejar|poner|llevar) (?:\w+ ){0,3}(?:en|a) ceros?",
    r"uno por uno|una a una|de una vez|una por una",
    r"(?:llam[ae]|marque|marca|env[ií][ae] un texto|o|al) (?:al )?(?:988|911)\b",
    r"cap[ií]tulo (?:7|11|12|13)",
)
_LAW = (
    r"\d+ (?:CFR|USC|U\.S\.C\.)(?: (?:§+ ?)?\d[\w.()\-–]*)?",
    r"(?:§+ ?|section |secci[oó]n |cmt\. |comment )\d[\w.()\-]*",
    r"Reg(?:ulation)? [A-Z]\b",
)
_STEPS = (
    r"(?m:^[ \t]*(?:[-*•][ \t]+)?\d{1,2}[.)](?=[ \t]))",
    r"(?:step|paso|option|opci[oó]n) (?:\d{1,2}|one|two|three|four|uno|dos|tres)\b",
    r"\[\d{1,2}\]",
)

NOT_FIGURES = re.compile(
    "|".join(
        (
            rf"(?<![\w$.,-])(?:{'|'.join((*_EN, *_ES))})(?![\w])",
            rf"(?<!\w)(?:{'|'.join(_LAW)})",
            *_STEPS,
        )
    ),
    re.IGNORECASE,
)
