"""The dead letters: by reason, each with its bytes and the place of its error, tried again or dropped."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from schemas.reasons import Reason
from services.desk.dead import DeadLetters, NoSuchDeadLetter
from services.desk.window.access import read_form
from services.desk.window.acts import acts_on, record
from services.desk.window.page import HEADERS
from services.desk.window.rooms import Rooms
from services.desk.window.shown import HEX_MOST, TEXT_MOST, around, decoded, hexdump, place
from services.runtime.postgres import postgres_errors

_MOST = 200
_COUNTS = """
SELECT reason, count(*) AS letters, count(*) FILTER (WHERE state = 'retrying') AS retrying, max(last_at) AS last_at
FROM dead_letter WHERE state IN ('open', 'retrying') GROUP BY reason ORDER BY letters DESC, reason
"""

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Act = Annotated[str, Path(pattern="^(retry|drop)$")]


def add(router: APIRouter, rooms: Rooms) -> None:
    def letters() -> DeadLetters:
        return DeadLetters(rooms.pool(), rooms.client)

    @router.get("/dead")
    async def listed(
        request: Request,
        reason: Annotated[str, Query(max_length=40)] = "",
        closed: bool = False,  # noqa: FBT001, FBT002  a parameter of the address
    ) -> Response:
        with postgres_errors():
            counts = [dict(row) for row in await rooms.pool().fetch(_COUNTS)]
        rows = await letters().listed(reason=reason or None, closed=closed, limit=_MOST)
        acts = await acts_on(rooms.pool(), _target(reason)) if reason else []
        return rooms.pages.answer(
            request,
            "dead.html",
            counts=counts,
            rows=rows,
            reason=reason,
            reasons=set(Reason),
            open=sum(one["letters"] - one["retrying"] for one in counts if one["reason"] == reason),
            closed=closed,
            acts=acts,
            most=_MOST,
        )

    @router.get("/dead/{number}")
    async def one(request: Request, number: Number) -> Response:
        try:
            letter = await letters().show(number)
        except NoSuchDeadLetter:
            return rooms.pages.answer(request, "missing.html", 404, why=f"dead/{number}")
        acts = await acts_on(rooms.pool(), f"dead/{number}", _target(letter["reason"]))
        return rooms.pages.answer(request, "letter.html", acts=acts, **_letter(letter))

    @router.post("/dead/{number}/{act}")
    async def act_on_one(request: Request, number: Number, act: Act) -> Response:
        who = rooms.guard.acts(request, await read_form(request))
        result = await _done(letters(), act, number)
        await record(rooms.pool(), who, act, f"dead/{number}", result)
        return RedirectResponse(f"/dead/{number}", 303, HEADERS)

    @router.post("/dead/{act}")
    async def act_on_all(request: Request, act: Act) -> Response:
        form = await read_form(request)
        who = rooms.guard.acts(request, form)
        reason = form.get("reason", "")
        if reason not in set(Reason):
            raise HTTPException(422, "which reason?")
        numbers = await letters().open_of(reason)
        results = [await _done(letters(), act, number) for number in numbers]
        missed = sum(result.startswith("not possible") for result in results)
        told = f"{len(numbers) - missed} of {len(numbers)}: {_range(numbers)}"
        await record(rooms.pool(), who, act, _target(reason), told)
        return RedirectResponse("/dead?" + urlencode({"reason": reason}), 303, HEADERS)


def _target(reason: str) -> str:
    return f"dead?reason={reason}"


def _range(numbers: list[int]) -> str:
    return f"{numbers[0]} to {numbers[-1]}" if numbers else "none"


async def _done(letters: DeadLetters, act: str, number: int) -> str:
    """What came of it at once, in a sentence; the rest is seen by the letter's state."""
    does: Callable[[int], Awaitable[Any]] = letters.retry if act == "retry" else letters.drop
    try:
        entry = await does(number)
    except NoSuchDeadLetter as problem:
        return f"not possible: {problem}"
    return f"entry {entry}" if entry else "dropped"


def _letter(letter: dict[str, Any]) -> dict[str, Any]:
    body: bytes = letter["body"]
    where = place(letter["detail"], body)
    return {
        "letter": letter,
        "is_open": letter["state"] in {"open", "retrying"},
        "text": decoded(body, "utf-8"),
        "dump": list(hexdump(body)),
        "length": len(body),
        "around": around(body, where) if where else None,
        "text_most": TEXT_MOST,
        "hex_most": HEX_MOST,
    }
