"""The estate of a tenant who died: whose it is that the tenancy is in, and how a notice to it is addressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.people.correspondence import Correspondence
from cases.people.words import DetailStatus
from cases.rows import AccountRow, CustomerRow
from documents.addressee import (
    NOTHING_RECORDED,
    Addressee,
    FactMissing,
    FactsContradict,
    address_lines,
    own_address,
)
from documents.words import clean

TO_WHOM = "The Personal Representatives of"
"""As the Act has it (Law of Property (Miscellaneous Provisions) Act 1994 s.18(1)(a)), and so with its capitals."""


class TenantSurvives(FactsContradict):
    """Nothing goes to the personal representatives while a tenant lives, to whom the tenancy has passed."""


@dataclass(frozen=True)
class Deceased:
    """The tenant who died last, where none survives.

    :ivar address: where they lived last; none where that is confidential: it stands on the notice alone
    """

    name: str
    died_on: date
    address: tuple[str, ...]


@dataclass(frozen=True)
class Estate:
    """In whose estate a tenancy is, and to whom a notice of it goes."""

    deceased: Deceased
    addressee: Addressee


def estate_of(tenant: CustomerRow, account: AccountRow, known: Correspondence = NOTHING_RECORDED) -> Estate:
    """The estate of a tenant who died. Its personal representatives are addressed by no name of their own, where the
    tenant lived last.

    Who acted for the tenant acts for nobody any more, so it goes in nobody's care. Post that came back changes nothing:
    it is the last place that is known.

    :raises FactMissing: no name, or no address
    :raises NoSafeAddress: where the tenant lived is confidential, and no address is confirmed for letters
    :raises FactsContradict: several addresses stand
    :raises TenantSurvives: the tenant lives
    """
    family = clean(tenant.family_name)
    name = clean(f"{tenant.title} {tenant.given_name} {family}")
    if not family:
        raise FactMissing(f"Customer {tenant.reference} has no family name. Record the name, then try again.")
    if tenant.date_of_death is None:
        raise TenantSurvives(f"{name} ({tenant.reference}) is not recorded as dead. Write to the tenant.")
    address = address_lines(_last_place(tenant, account, name, known))
    if not address:
        raise FactMissing(f"There is no last address of {name} ({tenant.reference}). Record it and try again.")
    whom, hidden = f"{TO_WHOM} {name}", known.confidential
    person = Addressee(tenant.id, whom, whom, "", "", address, large_print=False, confidential=hidden)
    return Estate(Deceased(name, tenant.date_of_death, () if hidden else address), person)


def last_to_die(tenants: Sequence[CustomerRow], account: AccountRow) -> CustomerRow:
    """The tenant in whose estate the tenancy is: of joint tenants the last who lived, for it passed to the survivor.

    :param tenants: all of the account, one or more
    :raises TenantSurvives: somebody of them lives
    :raises FactsContradict: two died on one day, and nothing says which of them first
    """
    living = [tenant for tenant in tenants if tenant.date_of_death is None]
    if living:
        raise TenantSurvives(
            f"{clean(living[0].name)} ({living[0].reference}) lives and is a tenant of account {account.reference}, so "
            "nothing of the tenancy goes to personal representatives. Serve whoever survives."
        )
    *others, last = sorted(tenants, key=lambda tenant: tenant.date_of_death or date.min)
    if others and others[-1].date_of_death == last.date_of_death:
        raise FactsContradict(
            f"{clean(others[-1].name)} and {clean(last.name)} died on one day, so it is not known in whose estate the "
            f"tenancy of account {account.reference} is. Ask a lawyer, and have the notice drafted outside."
        )
    return last


def _last_place(tenant: CustomerRow, account: AccountRow, name: str, known: Correspondence) -> str:
    """Where a tenant who died lived last, as far as is known."""
    stands = any(each.status is DetailStatus.CURRENT for each in known.addresses)
    back = [each for each in known.addresses if each.status is DetailStatus.RETURNED_MAIL]
    if stands or known.confidential or not back:
        return own_address(tenant, account, name, known)
    return max(back, key=lambda each: each.id).value
