"""Turns: so many at once, in the order in which they came, and no more in line than may be."""

import asyncio
from itertools import pairwise

import pytest

from app.errors import Throttled
from app.security.turns import Turns

pytestmark = pytest.mark.anyio


async def test_so_many_at_once_and_who_came_first_goes_first() -> None:
    turns, may_end = Turns(2), asyncio.Event()
    running, most, begun = 0, 0, []

    async def one(number: int) -> None:
        nonlocal running, most
        async with turns.turn():
            running += 1
            most = max(most, running)
            begun.append(number)
            if number < 2:
                await may_end.wait()
            await asyncio.sleep(0)
            running -= 1

    tasks = [asyncio.create_task(one(number)) for number in range(10)]
    while turns.here < 10:  # noqa: ASYNC110 - one turn of the loop at a time
        await asyncio.sleep(0)
    assert begun == [0, 1]
    may_end.set()
    await asyncio.gather(*tasks)

    assert (begun, most, turns.here) == (list(range(10)), 2, 0)


async def test_a_line_too_long_is_refused_and_the_others_go_on() -> None:
    turns, may_end = Turns(1, most=2), asyncio.Event()

    async def one() -> str:
        async with turns.turn():
            await may_end.wait()
            return "done"

    tasks = [asyncio.create_task(one()) for _ in range(2)]
    while turns.here < 2:  # noqa: ASYNC110 - one turn of the loop at a time
        await asyncio.sleep(0)
    with pytest.raises(Throttled) as refusal:
        await one()
    may_end.set()

    assert refusal.value.retry_after == 5
    assert (await asyncio.gather(*tasks), turns.here) == (["done", "done"], 0)
    assert await one() == "done"


async def test_who_goes_away_gives_the_turn_and_the_place_back() -> None:
    turns = Turns(1)

    async def one() -> None:
        async with turns.turn():
            await asyncio.Event().wait()

    first, second = asyncio.create_task(one()), asyncio.create_task(one())
    while turns.here < 2:  # noqa: ASYNC110 - one turn of the loop at a time
        await asyncio.sleep(0)
    for task in (second, first):
        task.cancel()
    await asyncio.wait([first, second])

    assert turns.here == 0
    async with turns.turn():
        assert turns.here == 1


async def test_between_steps_the_event_loop_sees_to_all_else() -> None:
    turns, happened = Turns(), []

    async def beginning(number: int) -> None:
        await turns.step()
        happened.append(f"begun {number}")

    async def else_() -> None:
        for _ in range(20):
            happened.append("else")
            await asyncio.sleep(0)

    await asyncio.gather(*(beginning(number) for number in range(4)), else_())

    places = [happened.index(f"begun {number}") for number in range(4)]
    assert places == sorted(places)
    assert all("else" in happened[one:other] for one, other in pairwise(places))
