"""Post that came back: finding the letter by what stands on it, and those of which nothing is settled yet."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from tasks.acts import returned_mail
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False)


@router.get("/returned-mail")
def returned(request: Request, house: AHouse, person: APerson) -> Response:
    """The post that came back, with no address confirmed since."""
    rows = returned_mail.list_(house, person)
    return page(request, "returned_mail.html", title="Returned mail", rows=rows, found=None, search="")


@router.get("/returned-mail/letters")
def find(
    request: Request, house: AHouse, person: APerson, search: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """The letters that bear a reference, to record that one came back."""
    found = returned_mail.find(house, person, words=search)
    return page(request, "returned_mail.html", title="Returned mail", rows=[], found=found, search=search)
