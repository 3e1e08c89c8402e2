"""The pages of the rule book: editions, what changed in each, and drafts of the next."""

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import rule_book, sample_letters
from tasks.acts.rule_book import DraftSeen, NoSuchFile
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text
from workflows.editions.comparing import Changed
from workflows.editions.proposals import NoFileOfTheBook, must_be_path

router = APIRouter(include_in_schema=False, prefix="/rule-book")
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]
Number = Annotated[int, Path(ge=0, le=2**31 - 1)]
FilePath = Annotated[str, Query(max_length=300)]


@router.get("")
def book(request: Request, house: AHouse, person: APerson) -> Response:
    """The editions, drafts, and what waits for a second person."""
    return page(request, "rule_book.html", title="Rule book", seen=rule_book.list_(house, person))


@router.get("/editions/{number}")
def edition(
    request: Request,
    house: AHouse,
    person: APerson,
    number: Number,
    against: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> Response:
    """What changed in an edition."""
    seen = rule_book.look(house, person, number, against=against)
    letters = sample_letters.of_edition(house, person, number, against=against)
    title = f"Edition {seen.edition.number}"
    return page(request, "edition.html", title=title, seen=seen, changed=by_file(seen.changed), sample_letters=letters)


@router.post("/drafts")
def begin(house: AHouse, person: APerson, posted: Fields) -> Response:
    """Begins a draft."""
    made = rule_book.begin(house, person, title=text(posted, "title"))
    return RedirectResponse(f"/rule-book/drafts/{made.id}", 303, HEADERS)


@router.get("/drafts/{draft_id}")
def draft(request: Request, house: AHouse, person: APerson, draft_id: Row) -> Response:
    """A draft: what it changes, and every file that may be changed."""
    seen = rule_book.look_at_draft(house, person, draft_id)
    ordered = sorted(seen.book, key=lambda path: path.rpartition("/")[::2])
    folders = [(folder, list(paths)) for folder, paths in groupby(ordered, lambda path: path.rpartition("/")[0])]
    return page(
        request,
        "draft.html",
        title=f"Draft: {seen.proposal.title or seen.proposal.name}",
        seen=seen,
        changed=by_file(seen.changed),
        sample_letters=sample_letters.of_draft(house, person, draft_id),
        folders=folders,
        stale=bool(seen.proposal.parent != house.runtime.edition),
        in_force=house.runtime.edition,
        drawn=sorted({path.split("/")[1] for path in (each.path for each in seen.changed) if path.endswith(".bpmn")}),
    )


@router.get("/drafts/{draft_id}/file")
def file(request: Request, house: AHouse, person: APerson, draft_id: Row, path: FilePath) -> Response:
    """One file of a draft, to be changed."""
    seen = rule_book.look_at_draft(house, person, draft_id)
    content = _content(seen, path)
    before = seen.base.get(path)
    return page(
        request,
        "draft_file.html",
        title=path,
        seen=seen,
        file=path,
        content=content,
        new=before is None and path not in seen.book,
        changed=[each for each in seen.changed if each.path == path],
    )


@router.post("/drafts/{draft_id}/file")
def save(house: AHouse, person: APerson, draft_id: Row, posted: Fields) -> Response:
    """Saves one file of a draft, or takes it out."""
    path, revision = text(posted, "path"), text(posted, "revision")
    content = text(posted, "content").replace("\r\n", "\n").encode()  # browsers send every line's end as two characters
    gone = posted.get("gone") is not None
    known = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    rule_book.save(house, person, draft_id, files={path: None if gone else content}, revision=known)
    return RedirectResponse(f"/rule-book/drafts/{draft_id}#changed", 303, HEADERS)


@router.post("/drafts/{draft_id}/bring-up")
def bring_up(house: AHouse, person: APerson, draft_id: Row, posted: Fields) -> Response:
    """Brings a draft to the edition in force."""
    mine = frozenset(value for name, value in posted.pairs if name == "mine")
    rule_book.bring_up(house, person, draft_id, mine=mine)
    return RedirectResponse(f"/rule-book/drafts/{draft_id}", 303, HEADERS)


@router.post("/drafts/{draft_id}/propose")
def propose(house: AHouse, person: APerson, draft_id: Row, posted: Fields) -> Response:
    """Proposes a draft as it was looked at."""
    revision = text(posted, "revision")
    known = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    made = rule_book.propose(house, person, draft_id, revision=known)
    return RedirectResponse(f"/proposals/{made.id}", 303, HEADERS)


@router.post("/drafts/{draft_id}/discard")
def discard(house: AHouse, person: APerson, draft_id: Row, posted: Fields) -> Response:
    """Puts a draft away."""
    rule_book.discard(house, person, draft_id, reason=text(posted, "reason"))
    return RedirectResponse("/rule-book", 303, HEADERS)


def by_file(changed: list[Changed]) -> list[tuple[str, list[Changed]]]:
    """What changed, file by file."""
    return [(path, list(each)) for path, each in groupby(changed, lambda one: one.path)]


def _content(seen: DraftSeen, path: str) -> str:
    """What a file of the draft says; of one that is new, or was taken out and may be put back, nothing yet."""
    if path in seen.book:
        return seen.book[path].decode(errors="replace")
    try:
        must_be_path(path)
    except NoFileOfTheBook as no:
        raise NoSuchFile(no.sentence) from no
    return ""
