"""Writers come in the order they asked, one at a time, and a failure gives the turn on."""

import asyncio

import pytest

from service.turns import Turns


async def _many(turns: Turns, *, order: list[int], busy: list[int]) -> None:
    async def one(number: int) -> None:
        async with turns.turn():
            busy.append(busy[-1] + 1)
            await asyncio.sleep(0)
            order.append(number)
            busy.append(busy[-1] - 1)

    await asyncio.gather(*(one(number) for number in range(20)))


def test_one_at_a_time_in_order() -> None:
    for _ in range(2):  # A second event loop finds a queue of its own.
        order: list[int] = []
        busy = [0]
        asyncio.run(_many(Turns(needed=True), order=order, busy=busy))
        assert order == list(range(20))
        assert max(busy) == 1


def test_where_no_turns_are_needed_nobody_waits() -> None:
    busy = [0]
    asyncio.run(_many(Turns(needed=False), order=[], busy=busy))
    assert max(busy) == 20


def test_a_failure_gives_the_turn_on() -> None:
    async def fail(turns: Turns) -> None:
        with pytest.raises(ValueError, match="no"):
            async with turns.turn():
                raise ValueError("no")
        async with asyncio.timeout(1), turns.turn():
            pass

    asyncio.run(fail(Turns(needed=True)))
