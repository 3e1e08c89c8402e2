"""The page on which a rent statement is asked for, and the statement itself."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from tasks.acts import statements
from tasks.acts.statements import Span, StatementWanted
from tasks.people import NotYourRole
from web.accounts import day
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False, prefix="/accounts")
AccountNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
SPANS = {
    Span.LAST_WEEKS: "Of the last weeks, as the protocol asks each quarter",
    Span.FROM_ARREARS: "From the first day of the present arrears",
    Span.BETWEEN: "Between two days",
}
_DAYS = ("since", "until")
_FIELDS = ("span", "for", "asked", "large", *(f"{name}-{part}" for name in _DAYS for part in ("day", "month", "year")))


@router.get("/{account_id}/statement")
def statement_page(request: Request, house: AHouse, person: APerson, account_id: AccountNumber) -> Response:
    """Asks which statement, and for whom."""
    return _show(request, house, person, account_id)


@router.post("/{account_id}/statement")
def give_statement(
    request: Request, house: AHouse, person: APerson, account_id: AccountNumber, posted: Fields
) -> Response:
    """The statement, as a PDF that the browser saves. Giving it is recorded."""
    try:
        made = statements.give(house, person, account_id, wanted=_wanted(posted))
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, account_id, refused=refused, posted=posted)
    named = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return Response(made.content, media_type="application/pdf", headers={**HEADERS, **named})


def _wanted(posted: Posted) -> StatementWanted:
    """Of what the page sent: for whom is ``tenant`` or ``tenant-representative``."""
    tenant, _, representative = text(posted, "for").partition("-")
    return StatementWanted(
        span=text(posted, "span"),
        since=day(posted, "since"),
        until=day(posted, "until"),
        tenant=_number(tenant) or 0,
        representative=_number(representative),
        asked=text(posted, "asked"),
        large=text(posted, "large") == "yes",
    )


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _show(  # the page, as it is or with what was refused on it
    request: Request,
    house: AHouse,
    person: APerson,
    account_id: int,
    *,
    refused: Refused | None = None,
    posted: Posted | None = None,
) -> Response:
    seen = statements.askers(house, person, account_id)
    return page(
        request,
        "statement_wanted.html",
        title=f"Statement of account {seen.account.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        spans=SPANS,
        refused=refused,
        field=str(refused.facts.get("field", "")) if refused else "",
        typed={name: str((posted or Posted()).get(name) or "") for name in _FIELDS},
    )
