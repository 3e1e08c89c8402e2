"""The page on which a procedure of a draft is mended: the smallest changes that prove, to be taken into the draft."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import mending
from web.pictures import diagram_in, picture_of_procedure
from web.rendering import HEADERS, page
from web.rule_book import Row, by_file
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/rule-book/drafts")
Name = Annotated[str, Path(max_length=60)]


@router.get("/{draft_id}/mend/{name}")
def look(request: Request, house: AHouse, person: APerson, draft_id: Row, name: Name) -> Response:
    """What would be changed, in words and drawn."""
    seen = mending.look(house, person, draft_id, name)
    drawn = diagram_in(seen.book.procedure(name), name)
    picture = picture_of_procedure(drawn, rows=False) if drawn is not None and seen.changed else ""
    title = f"Mend {name.replace('_', ' ')}"
    return page(request, "mend.html", title=title, seen=seen, changed=by_file(seen.changed), picture=picture)


@router.post("/{draft_id}/mend/{name}")
def take(house: AHouse, person: APerson, draft_id: Row, name: Name, posted: Fields) -> Response:
    """Takes the changes into the draft."""
    revision = text(posted, "revision")
    known = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    mending.take(house, person, draft_id, name, revision=known)
    return RedirectResponse(f"/rule-book/drafts/{draft_id}#changed", 303, HEADERS)
