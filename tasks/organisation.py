"""The organisation of the rule book against what is in use: what open rows rest on cannot be taken out."""

from sqlalchemy import func, or_, select
from sqlmodel import Session

from cases.organisation import SYSTEM, Organisation
from cases.organisation_lists import FOLDER
from cases.tables import Account, Hold
from workflows.db import table
from workflows.errors import Refused
from workflows.prepared import Prepared
from workflows.runtime.tables import WorkItem
from workflows.runtime.words import ITEM_STANDS

_account, _hold, _item = table(Account), table(Hold), table(WorkItem)
_in_use = or_(*(_item.c.status == each for each in ITEM_STANDS))
_debts = Prepared(select(_account.c.kind.label("name"), func.count().label("rest")).group_by(_account.c.kind))
_holds = Prepared(
    select(_hold.c.kind.label("name"), func.count().label("rest"))
    .where(_hold.c.released_at.is_(None))
    .group_by(_hold.c.kind)
)
_lanes = Prepared(select(_item.c.role.label("name"), func.count().label("rest")).where(_in_use).group_by(_item.c.role))


class StillInUse(Refused):
    """The rule book lacks what open rows rest on."""


def must_serve(session: Session, organisation: Organisation) -> None:
    """Refuses an organisation that lacks a kind of debt, a kind of hold or a lane that is in use.

    :raises StillInUse: with how many rest on it, and what to do
    """
    lanes_there = {*organisation.lanes, SYSTEM, SYSTEM.lower(), ""}
    for query, there, file, what, remedy in (
        (_debts, organisation.debts, "debts/", "accounts are of the kind", "import the accounts as another kind"),
        (_holds, organisation.holds, "holds.yaml", "holds that stand are of the kind", "end the holds first"),
        (_lanes, lanes_there, "roles.yaml", "open steps are in the lane", "let the steps be done first"),
    ):
        for name, count in query.all(session, {}):
            if name not in there:
                raise StillInUse(
                    f"{count} {what} {name!r}, which {FOLDER}{file} does not name any more. Put its row back, or "
                    f"{remedy}."
                )
