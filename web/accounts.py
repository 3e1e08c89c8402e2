"""The page of an account: what is owed of each debt, why something is done or nothing, how it is paid."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import accounts
from tasks.people import NotYourRole
from web.flags import tenure_words
from web.rendering import HEADERS, page
from web.tenancies import TENURES
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False, prefix="/accounts")
AccountNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
METHODS = {"direct_debit": "Direct Debit", "standing_order": "Standing order", "none": "Neither"}
EVERY = {
    "weekly": "Every week",
    "fortnightly": "Every fortnight",
    "four_weekly": "Every four weeks",
    "monthly": "Every month",
}


@router.get("/{account_id}")
def account_page(
    request: Request, house: AHouse, person: APerson, account_id: AccountNumber, done: str = ""
) -> Response:
    """An account. Looking at it is recorded."""
    said = "The days of payment are recorded." if done == "payment-days" else ""
    return _show(request, house, person, account_id, done=said)


@router.post("/{account_id}/payment-days")
def record_payment_days(
    request: Request, house: AHouse, person: APerson, account_id: AccountNumber, posted: Fields
) -> Response:
    """Records on which days the account is paid, or that it is not any more."""
    try:
        accounts.record_payment_days(
            house,
            person,
            account_id,
            method=text(posted, "method"),
            every=text(posted, "every"),
            first_on=day(posted, "first"),
            reason=text(posted, "reason"),
        )
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, account_id, refused=refused, posted=posted)
    return RedirectResponse(f"/accounts/{account_id}?done=payment-days", 303, HEADERS)


def _show(  # the page, as it is or with what was refused on it
    request: Request,
    house: AHouse,
    person: APerson,
    account_id: int,
    *,
    refused: Refused | None = None,
    posted: Posted | None = None,
    done: str = "",
) -> Response:
    seen = accounts.look(house, person, account_id)
    typed = {name: str((posted or Posted()).get(name) or "") for name in _FIELDS}
    return page(
        request,
        "account.html",
        title=f"Account {seen.account.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        tenure=tenure_words(seen.account.tenure),
        tenures=TENURES,
        tenancy=seen.tenancy,
        methods=METHODS,
        every=EVERY,
        refused=refused,
        field=str(refused.facts.get("field", "reason")) if refused else "",
        typed=typed,
        done=done,
    )


_FIELDS = ("method", "every", "first-day", "first-month", "first-year", "reason")


def day(posted: Posted, name: str) -> date | None:
    """A day of three fields; ``None``: they are none."""
    try:
        parts = [text(posted, f"{name}-{part}").strip() for part in ("year", "month", "day")]
        return date(*(int(part) if len(part) <= 4 else 0 for part in parts))
    except (ValueError, OverflowError):
        return None
