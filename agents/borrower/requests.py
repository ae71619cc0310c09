"""Hardship with the books in view: who is helped elsewhere, and what became of a request.

No engine decides this: whom an ordinary plan isn't for is sent to the team that helps them, and
whoever's request was answered is told at their next turn, with a card where it was agreed to.
"""

from agents.borrower.run import TurnRun
from agents.procedures import Step
from agents.procedures.keeping import kept, to_keep
from agents.procedures.spec import ACCEPTANCE, HARDSHIP
from agents.procedures.step import NOTHING_TO_DO
from tools.plan_views import PlanRequest
from tools.tool import ToolResult
from tools.views import AccountSnapshot

STATUS = "plan_status"
ASKS = frozenset({"plan_status", "hardship_help", "hardship_info"})


def elsewhere(line: AccountSnapshot, rights: frozenset[str] = frozenset()) -> bool:
    """Tell whether a team of its own helps, rather than an ordinary plan."""
    special = {"active_duty", "bankruptcy", "deceased", "attorney_represented"}
    routed = bool(special & {*line.flags, *rights})
    return routed or line.status in {"charged_off", "closed"} or line.plan is not None


async def look_up_request(run: TurnRun) -> None:
    """Read how the borrower's request for a plan stands, if there may be one."""
    if "hardship" not in run.known().flags:
        return
    found = await run.books.plan_request()
    if found is not None:
        run.plan_request = found
        run.add_result(ToolResult(STATUS, {}, "ok", found))


async def look_up_intake(run: TurnRun) -> None:
    """Read what was said of a hardship in another conversation, where none goes on in this one."""
    here = run.memory.procedure is not None and run.memory.procedure.name == HARDSHIP.name
    if here or "hardship" not in run.known().flags or HARDSHIP.finish in run.memory.done:
        return
    found = await run.books.hardship_intake()
    run.kept = kept(found) if found is not None else {}


async def keep_intake(run: TurnRun) -> None:
    """Keep what was said so far, so that it can be left here and taken up anywhere."""
    state = run.memory.procedure
    if state is None or state.name != HARDSHIP.name or run.step.procedure != HARDSHIP.name:
        return
    now = to_keep(state)
    before = (run.before.get("procedure") or {}) if run.before else {}
    if before.get("slots") != state.model_dump(mode="json")["slots"]:
        await run.books.keep_hardship_intake(now, run.conversation)


def direct(run: TurnRun) -> None:
    """Turn the next step to where the line and the request stand."""
    request, step = run.plan_request, run.step
    if step.procedure == HARDSHIP.name and elsewhere(run.known(), frozenset(run.acknowledged)):
        run.memory.procedure = None
        run.step = Step("handoff", HARDSHIP.name, whole=step.whole)
        return
    if request is None:
        return
    open_ = step.kind == "none" or step.procedure == HARDSHIP.name
    asked = bool(ASKS & set(run.reading.acts if run.reading else ()))
    asked = asked or step.procedure == HARDSHIP.name or "hardship" in run.acknowledged
    news = (
        request.state in {"approved", "declined"} and _key(request) not in run.memory.told_requests
    )
    if not open_ or run.brief_is_quiet() or not (asked or news):
        return
    if request.state == "reviewing":
        run.memory.procedure, run.step = None, NOTHING_TO_DO
    elif request.state == "approved" and run.memory.card is None:
        run.memory.procedure, run.step = None, _acceptance(request)
    run.tells_request = request.state != "accepted"
    if news:
        run.memory.told_requests = [*run.memory.told_requests, _key(request)]


def _acceptance(request: PlanRequest) -> Step:
    arguments = {"draft_id": request.draft_id, "content_sha256": request.content_sha256}
    return Step("call", ACCEPTANCE.name, tool=ACCEPTANCE.finish, arguments=arguments)


def _key(request: PlanRequest) -> str:
    return f"{request.draft_id} {request.state} {request.content_sha256[:12]}"
