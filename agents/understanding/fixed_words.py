"""Wordings that are unambiguous, as data: what a whole message says, and what a clause says."""

import re

WHOLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "affirm",
        re.compile(
            r"(?:(?:oh|ok|okay|well|uh)[, ]+)?(?:y(?:es|eah|"
            r"ep|up|eh)|yessir|sure|ok(?:ay)?|right|correct|"
            r"alright|absolutely|go ahead|do it|si|claro|de acuerdo|adelante|correcto|dale|uh huh|"
            r"that'?s (?:right|it|fine|correct)|sounds good|please do|confirm)"
            r"(?:[, ]+(?:please|sir|ma'am|thanks|thank you|por favor|senor|go ahead|do it|"
            r"that'?s (?:right|it|fine|correct)))*[.! ]*"
        ),
    ),
    (
        "deny",
        re.compile(
            r"(?:(?:oh|ok|okay|wait|actually|hmm|um)[, ]+)*"
            r"(?:n(?:o|ope|ah)|never ?mind|not now|no thank(?:s|"
            r" you)|forget it|cancel(?: that| it)?|(?:i(?:'ve| have)? )?changed my mind|"
            r"don'?t(?: do (?:it|that))?|stop that|leave it|wait|mejor no|ya no|no gracias|"
            r"cambie de (?:opinion|idea)|olvidelo|todavia no)"
            r"(?:[, ]+(?:sir|ma'am|thanks|thank you|gracias|not now|wait|please|no|don'?t(?: do "
            r"(?:it|that))?|do not|never ?mind|forget it|cancel (?:it|that)))*[.! ]*"
        ),
    ),
)
# Who writes for somebody else; the law gives lawyers and estates ways of their own.
_HELPERS = r"assistant|secretary|caregiver|caretaker|helper|aide|bookkeeper|accountant|nurse"
_KIN = r"son|daughter|husband|wife|sister|brother|niece|nephew|neighbor|friend|mother|father"
_BEING = r"human|person|bot|robot|machine|computer|ai|chatbot|humano|persona|maquina"
_TITLES = r"mr|mrs|ms|miss|dr"
_AYUDANTES = (
    r"asistente|ayudante|secretari[oa]|cuidadora?|enfermer[oa]|contadora?|hij[oa]|espos[oa]|"
    r"niet[oa]|sobrin[oa]|herman[oa]|vecin[oa]|amig[oa]"
)
_LAWYER_OR_DEATH = (
    r"lawyer|attorney|abogad|licenciad|died|passed|deceased|estate|muri|fallec|difunt|albacea"
)
_DATA = r"(?:(?:personal|private|account|financial) )?(?:info(?:rmation)?|data|details|records?)"
# "What would paying for months come to": as an estimate, neither an order nor today's payoff.
_PAID_OFF = (
    r"(?:pa(?:y|id|ying)(?: \w+){0,4} off|debt[- ]free|(?:to be |be |it'?s |is )gone|"
    r"get (?:it |this )?to zero|clear(?:ed)? (?:it|this|my)|done paying|finish(?:ed)? paying|"
    r"out of (?:this )?debt)"
)
_SALDADO = (
    r"(?:terminar?\w*(?: \w+)? (?:de )?pagar|acab\w+ de pagar|pagar(?:l[oa])? tod[oa]|pagarl[oa]|"
    r"liquidar\w*|saldar\w*|quedar?\w* (?:en cero|pagad\w+)|salir de (?:la|esta) deuda)"
)
_NO_ESTIMATE = (
    r"^(?!.*\b(?:letter|plans?|program|disputes?|report\w*|bureaus?|settl\w*|charged? off|"
    r"autopay|carta|disputa|reporte|programa)\b)"
)
_MINIMUM_ONLY = (
    r"(?:only|just|nothing but|keep|ever) (?:\w+ ){0,3}(?:the |my )?min(?:imum)?s?\b"
    r"(?: (?:payments?|amount))?"
)
_SOLO_EL_MINIMO = (
    r"(?:solo|solamente|unicamente|nada mas) (?:\w+ ){0,2}(?:el )?(?:pago )?minimo|"
    r"(?:pago|pagara|abono) (?:solo |solamente |nada mas )?el (?:pago )?minimo"
)
_UNDECIDED = (
    r"(?:(?:i|we) (?:might|may)|(?:i'?m|i am|was) (?:thinking (?:of|about)|considering)|"
    r"thinking (?:of|about)|maybe i'?(?:ll| will| can| could)?|"
    r"not (?:really )?sure (?:but|yet but) (?:i|maybe)|"
    r"tal vez|quizas?|a lo mejor|(?:estoy )?pensando en|puede que)"
)
_MONTHLY = r"\d[\d.,]*(?: ?(?:dollars|bucks|usd|dolares))?(?: (?:a|per|each|every|al|por|cada)) "
ANYWHERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "crisis",
        re.compile(
            r"\b(?:kill(?:ing)? myself|suicid\w*|end (?:my life|it all)|take my (?:own )?life|"
            r"quitarme la vida|matarme|don'?t want to (?:live|be alive))\b"
        ),
    ),
    (
        "are_you_human",
        re.compile(
            r"\b(?:(?:are|r) (?:you|u|y'?all)|"
            r"am i (?:talking|chatting|speaking|writing) (?:to|with)) "
            rf"(?:just |actually |really )?(?:an? )?(?:real |actual |live )?(?:{_BEING})\b|"
            rf"\b(?:eres|es usted|estoy hablando con) (?:un |una )?(?:{_BEING})\b"
        ),
    ),
    (
        "representative_info",
        re.compile(
            r"\b(?:do|will|would|can|are|whom?) (?:you|y'?all|they)\b(?: \w+){0,3} "
            r"(?:shar(?:e|ing)|sell(?:ing)?|disclos(?:e|ing)|giv(?:e|ing)(?: (?:out|away))?) "
            rf"my {_DATA}\b(?! (?:to|with) my\b)|"
            rf"\bwho(?:m|'?s)?\b(?: \w+){{0,3}} (?:sees?|gets?|has) my {_DATA}\b|"
            r"\b(?:comparten?|venden?|le dan|les dan) mis? (?:datos|informacion)\b"
        ),
    ),
    (
        "project_payoff",
        re.compile(
            rf"{_NO_ESTIMATE}.*(?:"
            r"\b(?:how long|how many (?:months|years|payments)|how much (?:total )?interest|when)"
            rf"\b.*\b{_PAID_OFF}\b|"
            rf"\b{_PAID_OFF}\b.*\bhow (?:long|many (?:months|years))\b|"
            rf"\b(?:cuanto tiempo|cuantos (?:meses|anos|pagos)|cuando|en cuanto)\b.*\b{_SALDADO})"
        ),
    ),
    (
        "project_payoff",
        re.compile(
            rf"{_NO_ESTIMATE}(?=.*\b(?:how long|how much interest|how many|what happens|forever|"
            rf"cuanto(?: tiempo)?|cuantos|que pasa)\b).*(?:\b{_MINIMUM_ONLY}|"
            rf"\b(?:{_SOLO_EL_MINIMO})|\b{_MONTHLY}(?:months?|mes)\b)|"
            rf"\b(?:what if|y si|que tal si) (?:i |yo )?{_MINIMUM_ONLY}"
            r"(?: (?:every|each|a|per) month| monthly| from now on)?\W*$|"
            rf"\by si (?:{_SOLO_EL_MINIMO})(?: (?:cada|al|por) mes| siempre)?\W*$|"
            r"\b(?:what if|y si|que tal si) (?:i |yo )?(?:only |just |solo )?(?:pay|paid|put|send|"
            rf"pago|pagara|abono) \$? ?{_MONTHLY}(?:months?|mes)\W*$"
        ),
    ),
    (
        "payoff_letter",
        re.compile(
            r"\b(?:pay ?off|paid[- ]in[- ]full|zero balance) (?:letter|statement in writing)\b"
        ),
    ),
    (
        "payoff",
        re.compile(
            r"\bpay ?off\b(?! (?:letter|early))(?=.*(?:\?|"
            r"amount|figure|quote|as of|total|how much))|"
            r"\b(?:what|how much)\b.*\b(?:pay (?:it|this|everything|the whole thing) (?:all )?off|"
            r"clear me out|zero it out|liquidar)\b|\bpay ?off (?:amount|figure|quote)\b"
        ),
    ),
    (
        "injection_like",
        re.compile(
            r"</?(?:system|user|assistant)>|\b(?:ignore|"
            r"disregard|forget) (?:all |any )?(?:your |the |"
            r"previous |prior )+(?:instructions|rules|prompt)|\bsystem prompt\b|\bdeveloper mode\b"
        ),
    ),
    (  # Leave given once for all moves no money: a press is asked for each time.
        "injection_like",
        re.compile(
            r"\b(?:(?:(?:don'?t|do not|never) (?:need|have|got) to|needn'?t|no need to) "
            r"(?:ask|check|confirm)|no (?:necesitan?|hace falta|tienen? que|hay que) "
            r"(?:que )?(?:me )?(?:pregunt|confirm)\w*)\b"
            r"(?=.*\b(?:mov|pay|send|transfer|draw|money|pag|mand|transf|retir|dinero))|"
            r"\b(?:you|y'?all) (?:can|may|could)\b.*\bwithout (?:asking|confirming|checking)\b|"
            r"\bpueden? (?:mover|pagar|mandar|sacar|transferir)\b.*\bsin (?:pregunt|confirm)\w*"
        ),
    ),
    (
        "draw_info",
        re.compile(
            r"^[¿\s]*(?:(?:so|and|hey|y) )?(?:how (?:do|can|would|could) (?:i|we|you) "
            r"(?:take|get|pull|draw|withdraw|borrow)(?: out)?(?: some| any| the| my)? "
            r"(?:money|cash|funds)|"
            r"como (?:puedo |hago para |se (?:puede )?)?(?:sac|retir)(?:o|a|ar) "
            r"(?:(?:el|mi|algo de) )?(?:dinero|efectivo|plata))"
            r"(?: out)?(?: (?:of|from|on|de) (?:my|the|this|mi|la) (?:\w+ )?"
            r"(?:line|credit|account|linea|cuenta))?\W*$"
        ),
    ),
    (
        "must_i_pay",
        re.compile(
            r"^(?:so |then |well )*(?:do|must|should) i (?:still )?(?:need|"
            r"have|got)? ?(?:to )?pay(?: you| y'all| this| anything)?\W*$"
        ),
    ),
    (
        "hardship_help",
        re.compile(
            r"\b(?:can'?t|cannot|can not|unable to|won'?t be able to|no puedo|no podre)"
            r"(?: \w+){0,2} (?:pay|repay|pagar)(?: back| off)?"
            r" (?:my|the|this|that|mi|el|este) (?:cash )?(?:draw|drawl|advance|retiro|adelanto)\b"
        ),
    ),
    (
        "dispute_info",
        re.compile(
            r"\b(?:when|how long|how soon|cuando)\b.{0,25}\b(?:hear (?:back|from you|from y'?all)|"
            r"(?:you|y'?all|ustedes) (?:answer|reply|respond|get back)|responden|contestan)\b"
        ),
    ),
    (
        "statement",
        re.compile(
            r"\b(?:balance|total|amount|saldo) (?:on|of|from|in|de|en) (?:my |the |mi |el )?"
            r"(?:last|latest|previous|newest|ultimo) (?:statement|bill|estado de cuenta)\b|"
            r"\b(?:last|latest|previous) (?:statement|bill)(?:'s)? (?:balance|total|amount)\b|"
            r"^(?!.*\b(?:pay|paying|autopay|send|set|cover|pago|pague|pagar|interest)\b)"
            r".*\b(?:what(?:'?s| is| was|s)|how much(?:'?s| is| was)|show|tell me|cual (?:es|"
            r"fue)|cuanto (?:es|fue|era)|de cuanto)\b.{0,24}\b(?:statement balance|saldo (?:del|"
            r"de mi|de su) (?:ultimo )?estado)\b"
        ),
    ),
    (
        "daily_interest",
        re.compile(
            r"^(?!.*\b(?:fees?|late|cargos?|comision\w*)\b).*(?:\b(?:what|how much)\b.*"
            r"\b(?:cost|run|charg|eat|accru|add|grow|set)\w*\b.*"
            r"\b(?:(?:a|per|each|every) day|daily)\b|"
            r"\bcuanto\b.*\b(?:cuest|sal[eg]|cobr|gener|crec|corr)\w*\b.*"
            r"\b(?:(?:al|por|cada|a) dia|diari[oa]|diariamente)\b)"
        ),
    ),
    (
        "third_party_access",
        re.compile(
            rf"^(?!.*\b(?:{_LAWYER_OR_DEATH})).*(?:"
            rf"\b(?:i'?m|i am|this is) (?:the |an? )?(?:\w+ )?(?:{_HELPERS}) (?:to|of|for) "
            rf"(?:{_TITLES})\b|"
            rf"\b(?:i'?m|i am|this is) (?:{_TITLES})\.? \w+'?s? (?:\w+ )?"
            rf"(?:{_HELPERS}|{_KIN})\b|"
            rf"\b(?:soy|(?:le |les )?(?:habla|escribe)) (?:el |la )?(?:{_AYUDANTES}) del? "
            r"(?:la )?(?:senora?|sra?|don|dona|mi "
            r"(?:mama|papa|madre|padre|abuel[oa]|tia|tio|jef[ea]|patrona?))\b)"
        ),
    ),
    (
        "due",
        re.compile(
            r"^\W*(?:(?:so|and|ok|okay|y)[, ]+)*(?:(?:what(?:'?s| is| will be)|how much(?:'?s| is)|"
            r"what (?:payment|amount|bill) is) due (?:on|by)|(?:que|cuanto) (?:me )?vence el)\b"
        ),
    ),
    (
        "explain_fee",
        re.compile(
            r"\bcuanto (?:me )?cuesta (?:esta|la|mi|tener (?:esta|la|una)) (?:linea|suscripcion)\b|"
            r"\b(?:how much|what) does (?:this|the|my) (?:line|subscription) cost\b"
        ),
    ),
    (
        "available_credit",
        re.compile(
            r"\bhow much (?:more |cash |money )?(?:can|could) i (?:still |now )?(?:draw|withdraw|"
            r"take out)\b(?! (?:at|per|each|in|over)\b)|\bcuanto (?:mas )?puedo (?:retirar|sacar)\b"
            r"(?! (?:por|cada|al)\b)"
        ),
    ),
    (
        "complaint_status",
        re.compile(
            r"\b(?:number|reference|status|update) (?:on|for|of) (?:that|my|the) complaint\b"
        ),
    ),
    (
        "dispute_status",
        re.compile(
            r"^\W*(?:please |can you |could you )?(?:show|list|see|check|give|what are)(?: me)? "
            r"(?:all )?(?:of )?(?:my|the) (?:open )?(?:disputes|claims)\W*$|"
            r"^\W*(?:muestreme|ver|cuales son) (?:mis|las) (?:disputas|reclamos)\W*$"
        ),
    ),
    (
        "credit_reporting_info",
        re.compile(
            r"\b(?:will|would|does|do|can|how (?:much|many))\b.*\b(?:score|fico)\b.*\b(?:go up|"
            r"rise|improve|increase|climb|jump|recover)\b|"
            r"\b(?:afect|dan[ae]|perjudi[cq]|arruin)\w*\b.{0,20}\b(?:credito|puntaje|historial|"
            r"buro)\b"
        ),
    ),
    (
        "settlement_info",
        re.compile(
            r"^(?!.*\b(?:dispute|merchant|refund|store)\b).*(?:"
            r"\bsettle (?:it |this |that |up |the debt |my debt |what i owe |(?:the|my) account )?"
            r"for (?:less|half|part|a lump|\d)|\bsettlement (?:offer|amount|deal|plan)?\b|"
            r"\b(?:take|accept) (?:\w+ ){0,4}(?:less|half)\b.*\b(?:lump|owe|done|debt|"
            r"balance|whole)\b|\bliquidar (?:la deuda )?por menos\b|"
            r"\bquita de deuda\b)"
        ),
    ),
    (
        "debt_age",
        re.compile(
            r"\bstatute of limitations?\b|\btime[- ]barred\b|"
            r"\b(?:debt|account|loan|this|it)\b (?:\w+ ){0,2}?too old to (?:collect|sue)|"
            r"\bhow (?:old|long)\b.*\b(?:too old|(?:can|may) (?:you|y'?all|they|a lender|someone) "
            r"(?:still )?(?:sue|collect|come after me))\b|"
            r"\b(?:deuda|cuenta) (?:ya )?(?:prescrib\w+|vencid[oa] por ley)|\bprescripcion\b"
        ),
    ),
    (
        "refund_time",
        re.compile(
            r"^(?!.*\b(?:overpa\w+|credit balance|payments?|fees?|interest|pagos?|de mas)\b).*"
            r"(?:\bhow (?:long|soon|fast|quick\w*|many (?:business )?days)\b[^?]*"
            r"\b(?:refunds?|returns?)\b|\bwhen (?:do|does|will|should) (?:a |the |my |store )?"
            r"refunds? (?:usually )?(?:show|post|come|arrive|get|hit|appear)|"
            r"\b(?:cuanto|cuantos dias)\b[^?]*\b(?:tarda\w*|demora\w*|toma\w*|lleva\w*)\b[^?]*"
            r"\b(?:reembolsos?|devolucion\w*)\b)"
        ),
    ),
    (
        "legal_action",
        re.compile(
            r"\b(?:(?:will|would|can|could|gonna|going to|are|do) .*)?\b(?:sue (?:me|us|people)|"
            r"take (?:me|us) to court|garnish\w*|file a lawsuit|demandar(?:me|nos)?|"
            r"embarg(?:ar|o)\w*|llevar(?:me|nos) a (?:la )?corte)\b"
        ),
    ),
    (
        "simulate_payment",
        re.compile(
            r"^(?!.*\b(?:waive|remove|drop|forgive|settle|promise|call it|month|monthly|mes|week|"
            r"late|tarde)\b).*\b(?:what if|if|y si|que tal si|si) (?:i |yo )?(?:just |only |solo )?"
            r"(?:pay|paid|put|send|sent|throw|pago|pagara|abono|mando) (?:you |just |only |like |"
            r"about |in |down |solo |unos )*(?:\$ ?)?(?:\d|the min|min\b|my min|el min)"
        ),
    ),
    (
        # Who isn't sure yet hasn't ordered anything.
        "simulate_payment",
        re.compile(
            r"^(?!.*\b(?:waive|remove|forgive|settle|monthly|(?:a|per|each|every|al|por|cada) "
            r"(?:month|week|mes|semana)|if|si)\b)"
            rf".*\b{_UNDECIDED}\b.*\b(?:pay(?:ing)?|put(?:ting)?|send(?:ing)?|pag(?:ar|ue|o|are)|"
            r"abon(?:ar|e|o))\b.{0,12}?\d"
        ),
    ),
    (
        "due",
        re.compile(
            r"\bhow many (?:payments|months) (?:have|did|do|am) i (?:\w+ )?(?:miss(?:ed)?|behind|"
            r"owe|late)\b|\bhow (?:far|many payments) behind am i\b|"
            r"\bam i (?:behind|past due|late on)\b|"
            r"\bcuantos pagos (?:debo|tengo atrasados|me faltan|he fallado)\b"
        ),
    ),
)
