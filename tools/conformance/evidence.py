"""Files about a dispute: kept once, listed, and changing nothing."""

from tools.conformance.check import Inapplicable, Register, Subject, expect, same
from tools.evidence_views import EvidenceKept, FileRead, Suspicion
from tools.views import Detail, Refusal

register = Register()
check = register.check
CONTENT = b"Conformance: the merchant wrote that it charged twice."
FILE = FileRead(
    name="conformance.txt",
    media_type="text/plain",
    content=CONTENT,
    text=CONTENT.decode(),
    pages=None,
)
CALM = Suspicion(score=0.0, flag=False)


async def _kept(subject: Subject) -> EvidenceKept:
    conversation = subject.conversation()
    await subject.books.record_right("billing_error", Detail(span="charged twice"), conversation)
    found = await subject.books.keep_evidence(FILE, CALM, conversation)
    if isinstance(found, Refusal):
        raise Inapplicable(f"this line's dispute takes no file: {found.code}")
    return found


@check("evidence.kept", "A file about a dispute is kept once, by its content", "write")
async def _(subject: Subject) -> None:
    first = await _kept(subject)
    again = await _kept(subject)
    same("the second time", (again.status, again.id), ("known", first.id))
    listed = [one for one in await subject.books.evidence() if one.id == first.id]
    same("how often it is listed", len(listed), 1)
    same("its hash", listed[0].sha256, first.sha256)
    same("its size", listed[0].size_bytes, len(CONTENT))


@check("evidence.harmless", "A file moves no money and no deadline", "write")
async def _(subject: Subject) -> None:
    conversation = subject.conversation()
    await subject.books.record_right("billing_error", Detail(span="charged twice"), conversation)
    before = await subject.books.snapshot()
    rights = await subject.books.rights()
    await _kept(subject)
    after = await subject.books.snapshot()
    same("the balance", after.balance, before.balance)
    same("the version that a card is bound to", after.version, before.version)
    kinds = [(one.id, one.clocks) for one in rights]
    same("rights and clocks", [(one.id, one.clocks) for one in await subject.books.rights()], kinds)
    expect(after.minimum_due == before.minimum_due, "the minimum changed")
