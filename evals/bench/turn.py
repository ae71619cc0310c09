"""How long a turn takes, in process, beside the parts it is made of."""

from api.app import Runtime
from evals.bench.measure import Timing, measure

BALANCE = "hey how much do i owe and when's it due"
SCRIPTS = {
    "balance": BALANCE,
    "policy question": "is there a fee if my payment comes back?",
    "why interest": "why was i charged interest",
}
WARM_UP = 3


async def bench_turn(runtime: Runtime, runs: int) -> list[Timing]:
    """Measure warm turns of `steady`, and one round trip to the database as the yardstick."""
    assistant = await runtime.assistant()
    who = await runtime.borrower("steady")
    conversation, _ = await assistant.open(who.principal(), "bench")
    for _ in range(WARM_UP):
        await assistant.message(who.principal(), conversation, BALANCE)
    found = []
    for name, text in SCRIPTS.items():

        async def once(n: int, text: str = text) -> object:
            return await assistant.message(who.principal(), conversation, text)

        found.append(await measure(f"turn: {name}", runs, once))
    pool = await runtime.pool()

    async def round_trip(n: int) -> object:
        async with pool.connection() as connection:
            return await connection.execute("SELECT 1")

    found.append(await measure("yardstick: SELECT 1", runs, round_trip))
    return found
