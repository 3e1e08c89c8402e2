"""What an officer must know of a case before anything else."""

from tasks.views import Debt, HoldOfCase
from web.words import capital, day, plain

TENURES = {
    "secure": "Secure",
    "introductory": "Introductory",
    "secure_fixed": "Secure, fixed term",
    "assured_social": "Assured, social",
    "assured_fixed": "Assured, fixed term",
    "starter": "Starter",
    "assured_non_social": "Assured, not social",
    "non_secure": "Not secure",
}


def tenure(debt: Debt) -> str:
    """The tenure in words."""
    return tenure_words(debt.account.tenure)


def tenure_words(tenure: str) -> str:
    """A tenure in words."""
    return TENURES.get(tenure, capital(plain(tenure)))


def flags(debt: Debt | None, holds: list[HoldOfCase], *, late: bool = False) -> list[tuple[str, str]]:
    """What must be seen first: words and the colour of their tag.

    :param late: whether the ledger is too old for anything to be stated from it
    """
    found = []
    for hold in holds:
        until = f" until {day(hold.ends_on)}" if hold.ends_on else ""
        begins = "" if hold.in_force else f" from {day(hold.begins_on)}"
        found.append((f"Hold: {plain(hold.kind)}{begins}{until}", "purple"))
    if debt is not None and late:
        found.append((f"Late ledger: of {day(debt.facts['ledger_as_of'])}", "red"))
    if debt is not None and debt.facts["mail_returned_on"]:
        because = plain(debt.facts["mail_returned_because"])
        found.append((f"Post came back on {day(debt.facts['mail_returned_on'])}: {because}", "red"))
    for tenant in debt.tenants if debt else []:
        if tenant.date_of_death:
            found.append((f"{tenant.name} died on {day(tenant.date_of_death)}", "red"))
        if tenant.representative_name:
            role = tenant.representative_role or "representative"
            found.append((f"{tenant.representative_name} ({role}) acts for {tenant.name}", "orange"))
        if tenant.large_print:
            found.append((f"Large print for {tenant.name}", "yellow"))
    found += [(f"Check: {missing}", "red") for missing in (debt.facts["facts_missing"] if debt else [])]
    return found
