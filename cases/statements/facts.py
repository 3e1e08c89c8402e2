"""Facts of rent statements."""

from datetime import date, timedelta

from cases.catalogue import About, Age, Source, fact
from cases.debts.facts import arrears_pence, oldest_charge_on
from cases.events.in_force import in_force
from cases.people.tenants import tenants
from cases.statements.sent import last_sent

EVERY = "rent_statement_every"
"""The row of law by which statements go out again and again."""


@fact(Source.RECORD, Age.DAY)
def statement_sent_on(about: About) -> date | None:
    """The day on which every living tenant had been sent a rent statement: the earliest of their last ones.

    Null where one of them was never sent one by this program.
    """
    sent = about.of(last_sent) or {}
    living = [each.id for each in about.of(tenants) or () if each.date_of_death is None]
    days = [sent.get(each) for each in living]
    return None if not days or None in days else min(day for day in days if day is not None)


@fact(Source.LEDGER, Age.EXPORT)
def statement_due_on(about: About) -> date | None:
    """The day on which the next quarterly rent statement is due; null where nothing is owed, or the tenancy is over.

    Null, too, while a moratorium, an insolvency or a death that is being settled covers the debt.

    So many days after the last one as the row of law says; where none was sent yet, after the oldest charge that is not
    paid. What is overdue is due today, so that no night that did not run loses it.
    """
    every = about.standards.days(EVERY, about.on)
    ended = about.account.tenancy_end is not None and about.account.tenancy_end <= about.on
    if not every or ended or not arrears_pence(about):
        return None
    if all(each.date_of_death for each in about.of(tenants) or ()):
        return None  # to whom nobody survives, a person writes
    if about.of(in_force):
        return None  # unasked, a statement is contact about the debt: it is due once that is over
    since = statement_sent_on(about) or oldest_charge_on(about)
    return None if since is None else max(since + timedelta(days=every), about.on)
