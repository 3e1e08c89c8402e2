"""What looks wrong in ledgers."""

from fastapi import APIRouter, Request, Response

from tasks.acts import discrepancies
from tasks.acts.discrepancies import Discrepancy
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False)
KINDS = {
    "": "Everything",
    Discrepancy.AWARD_ABOVE_RENT: "Housing Benefit above the rent",
    Discrepancy.AWARD_NOT_PAID: "Housing Benefit that is not as awarded",
    Discrepancy.DOUBLED: "Lines that are alike",
    Discrepancy.UNALLOCATED: "Money for no debt in particular",
    Discrepancy.CREDIT: "Accounts in credit",
    Discrepancy.BALANCE: "Balances that their lines do not come to",
}


@router.get("/discrepancies")
def list_page(request: Request, house: AHouse, person: APerson, kind: str = "") -> Response:
    """The list. Looking at it is recorded."""
    chosen = kind if kind in KINDS else ""
    rows = discrepancies.list_(house, person, kind=chosen)
    return page(request, "discrepancies.html", title="What looks wrong", rows=rows, chosen=chosen, kinds=KINDS)
