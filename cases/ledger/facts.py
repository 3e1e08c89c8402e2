"""Facts of the ledger as such: how old it is.

The day on which an export was brought in says little, for an old file can be imported today. An account's row says of
which day its export is (``balance_on``), and is changed only by an import that holds the account: so an account that
the newest export left out grows old, too.
"""

from datetime import date

from cases.catalogue import About, Age, Source, fact


@fact(Source.LEDGER, Age.EXPORT)
def ledger_as_of(about: About) -> date:
    """The day of the last export that held the account, to the end of which its ledger is known."""
    return about.account.balance_on


@fact(Source.LEDGER, Age.DAY)
def ledger_age_days(about: About) -> int:
    """How many days old the account's last export was on that day; 0 where it is of that day or of a later one."""
    return max((about.on - about.account.balance_on).days, 0)
