"""How one instalment is shared among what people owe, as the product proposes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.agreements.allocating import Owed, allocated
from cases.agreements.refusals import AgreementNotUnderstood
from cases.agreements.words import Frequency
from cases.people.tenants import tenants_of
from tasks.acts.subjects import ACCOUNT
from tasks.acts.table import CASEWORK, act
from tasks.agreeing import DebtAbout, account_row, debts_about
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.people import Person
from workflows.clock import london_date
from workflows.evidence.kinds import Kind

__all__ = ["Share", "propose"]


@dataclass(frozen=True)
class Share:
    """What is proposed of an instalment for a debt."""

    about: DebtAbout
    instalment_pence: int


@act(CASEWORK, ACCOUNT, Kind.LIST_LOOKED_AT)
def propose(
    house: House,
    person: Person,
    account_id: int,
    *,
    instalment_pence: int,
    frequency: Frequency,
    debts: Sequence[tuple[int, str]] = (),
) -> tuple[Share, ...]:
    """Propose how an instalment is shared among what an account's tenants owe, by the priority of the debts.

    :param debts: account and debt, each one of theirs that the person sees; none: all of which something is owed
    :raises AgreementNotUnderstood: one of them is no debt of theirs
    :raises AllocationWrong: the instalment is more than is owed, or too little to be shared
    """
    with house.db.write() as session:
        account = account_row(session, account_id)
        record_list(house.runtime, session, person, "allocation of an instalment", account=account_id)
        tenants = [each.id for each in tenants_of(session, account_id)]
        theirs = {(each.account.id, each.debt): each for each in debts_about(house, session, person, account, tenants)}
    if strangers := sorted(set(debts) - theirs.keys()):
        raise AgreementNotUnderstood(
            f"There is no debt {strangers[0][1][:60]!r} of these tenants on the account with the number "
            f"{strangers[0][0]}. Leave it out, or agree about it with whoever owes it.",
            field="debts",
        )
    chosen = [each for key, each in theirs.items() if key in set(debts) or (not debts and each.owed_pence > 0)]
    owed = [Owed(each.account.id, each.debt, each.owed_pence, each.priority) for each in chosen]
    today = london_date(house.runtime.clock.now())
    shares = allocated(instalment_pence, owed, frequency, house.law, today)
    return tuple(Share(theirs[each.account_id, each.debt], each.instalment_pence) for each in shares)
