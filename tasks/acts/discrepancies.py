"""What looks wrong in ledgers, so that somebody has it put right in the housing system."""

from datetime import timedelta

from cases.law import Law
from cases.ledger.discrepancies import Discrepancy, Found, discrepancies
from documents.facts import SPAN
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import sees_accounts
from tasks.people import Person
from workflows.clock import london_date
from workflows.errors import Malformed
from workflows.evidence.kinds import Kind
from workflows.expressions import YearsAndMonths

__all__ = ["Discrepancy", "Found", "list_"]


class DiscrepancyUnknown(Malformed):
    """Nothing that is looked for is called so."""


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person, *, kind: str = "") -> list[Found]:
    """See what looks wrong in the ledgers of the accounts in the person's patches.

    :param kind: a :class:`Discrepancy`; empty: every kind
    :raises DiscrepancyUnknown: nothing is called so
    """
    if kind and kind not in list(Discrepancy):
        raise DiscrepancyUnknown(f"Say one of {', '.join(Discrepancy)}, or nothing for all of them.", field="kind")
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        record_list(house.runtime, session, person, "discrepancies", kind=kind)
        found = discrepancies(session, today, _back(house.law, house))
        seen = sees_accounts(session, person, {each.account_id for each in found})
        return [each for each in found if each.account_id in seen and kind in {"", each.kind}]


def _back(law: Law, house: House) -> timedelta:
    """As far as a statement goes: what is doubled in one would be told to a tenant."""
    length = law.period(SPAN, london_date(house.runtime.clock.now()))
    return timedelta() if isinstance(length, YearsAndMonths) else length
