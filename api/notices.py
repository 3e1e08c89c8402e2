"""Notices about a debt. Money is integer pence."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import Done, Row
from api.shapes.incoming import Reason
from tasks.acts import notices
from tasks.acts.notices import NoticeSeen

router = APIRouter(prefix="/api/accounts/{account}/notices", tags=["notices"], responses=PROBLEMS, route_class=Door)


class CopyView(BaseModel):
    """The copy that is for one tenant; ``counts_on``: the day on which it counts as served on them."""

    person: int
    name: str
    document: int
    counts_on: date | None
    why: str


class NoticeView(BaseModel):
    """A notice and how it stands today; ``claim_from`` and ``last_day``: between which a claim may begin on it.

    ``serve_by``: the last day on which it may be served; ``grounds_standing``: those of its grounds that stand by what
    is known; ``must_be_told``: of one that was withdrawn those to whom it had gone.
    """

    notice: int
    case: int
    kind: str
    name: str
    form: str
    grounds: list[str]
    arrears_pence: int | None
    struck_on: date | None
    named_on: date
    serve_by: date | None
    status: str
    served_on: date | None
    claim_from: date | None
    last_day: date | None
    why: list[str]
    copies: list[CopyView]
    withdrawn_on: date | None
    withdrawn_because: str
    grounds_standing: list[str]
    must_be_told: list[str]


class NoticeWithdrawn(Done):
    """That it is withdrawn, and who had it: each of them must be told so."""

    must_be_told: list[str]


@router.get("")
def of_account(account: Row, house: AHouse, person: APerson) -> list[NoticeView]:
    """The notices about a debt, the newest first. Looking at them is recorded."""
    return [_view(each) for each in notices.of_account(house, person, account)]


@router.post("/{notice}/withdraw")
def withdraw(account: Row, notice: Row, body: Reason, house: AHouse, person: APerson) -> NoticeWithdrawn:
    """Withdraws a notice: from today on no claim may rest on it; says who had it, and must be told so."""
    return NoticeWithdrawn(must_be_told=list(notices.withdraw(house, person, account, notice, reason=body.reason)))


def _view(seen: NoticeSeen) -> NoticeView:
    row, life = seen.notice, seen.life
    return NoticeView(
        notice=row.id,
        case=row.case_id,
        kind=row.kind,
        name=seen.name,
        form=row.form,
        grounds=list(row.grounds),
        arrears_pence=row.arrears_pence,
        struck_on=row.struck_on,
        named_on=row.named_on,
        serve_by=row.serve_by,
        status=life.status,
        served_on=life.served_on,
        claim_from=life.claim_from,
        last_day=life.last_day,
        why=list(life.why),
        copies=[
            CopyView(
                person=each.customer_id,
                name=each.name,
                document=each.document_id,
                counts_on=each.counts_on,
                why=each.why,
            )
            for each in seen.copies
        ],
        withdrawn_on=row.withdrawn_on,
        withdrawn_because=row.withdrawn_because,
        grounds_standing=list(life.grounds),
        must_be_told=list(seen.must_be_told),
    )
