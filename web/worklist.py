"""The work list: the signed-in person's open steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from tasks.acts import steps
from tasks.inbox import PAGE, WorkRow
from web import words
from web.rendering import page
from web.visitors import AHouse, APerson
from workflows.runtime.words import ItemStatus

router = APIRouter(include_in_schema=False)
WHOSE = {"all": "All open steps", "mine": "Mine", "free": "Nobody's yet", "held": "Held"}
DONE = {"claimed": "The step is yours."}


@dataclass(frozen=True)
class WorkShown:
    """A step in the list.

    :ivar who: has it, in words; empty: nobody
    :ivar due: when, in words
    """

    row: WorkRow
    who: str
    due: str


@router.get("/")
def work_list(
    request: Request,
    house: AHouse,
    person: APerson,
    whose: str = "all",
    step: str = "",
    patch: str = "",
    search: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    done: str = "",
) -> Response:
    """The open steps that the person may do, the soonest due first."""
    whose = whose if whose in WHOSE else "all"
    seen = steps.list_(house, person, whose=whose, step=step, patch=patch, search=search, page=number)
    now = house.runtime.clock.now()
    rows = [
        WorkShown(
            row=row,
            who="You" if row.assignee == person.actor else seen.names.get(row.assignee or "", ""),
            due=words.due(row.due_at, now, held=row.status == ItemStatus.HELD),
        )
        for row in seen.rows
    ]
    chosen = {"whose": whose, "step": step, "patch": patch, "search": search}
    return page(
        request,
        "work_list.html",
        title="My work",
        rows=rows,
        total=seen.total,
        last=last_page(seen.total),
        counted=seen.counted,
        offered=seen.offered,
        chosen=chosen,
        whose_words=WHOSE,
        beside=seen.beside,
        pages=pages(lambda each: address("/", chosen, each), number, seen.total),
        address=address("/", chosen, number),
        done=DONE.get(done, ""),
    )


def address(path: str, chosen: dict[str, str], number: int) -> str:
    """The address of one page of a list, with what was chosen in its form."""
    asked = {key: value for key, value in chosen.items() if value and (key, value) != ("whose", "all")}
    if number > 1:
        asked["page"] = str(number)
    return f"{path}?{urlencode(asked)}" if asked else path


def last_page(total: int) -> int:
    """The number of a list's last page."""
    return max(1, -(-total // PAGE))


def pages(link: Callable[[int], str], number: int, total: int) -> dict[str, Any]:
    """What the pagination component takes: the page before, the one after, and the numbers around this one.

    :param link: gives a page's address
    """
    last = last_page(total)
    shown = sorted({1, *range(max(1, number - 2), min(last, number + 2) + 1), last})
    items: list[dict[str, Any]] = []
    for at, each in enumerate(shown):
        if at and each > shown[at - 1] + 1:
            items.append({"ellipsis": True})
        items.append({"number": each, "current": each == number, "href": link(each)})
    made: dict[str, Any] = {"items": items} if last > 1 else {}
    if made and number > 1:
        made["previous"] = {"href": link(min(number - 1, last))}
    if made and number < last:
        made["next"] = {"href": link(number + 1)}
    return made
