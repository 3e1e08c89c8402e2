"""To whom a letter goes, and where."""

from dataclasses import dataclass
from datetime import date

from cases.rows import AccountRow, CustomerRow
from documents.words import clean, day
from workflows.errors import Refused

ACTS_FOR = frozenset({"deputy", "attorney"})
"""Who acts for a tenant in money matters and so receives their letters."""
KNOWN_ROLES = ACTS_FOR | {"appointee"}
"""An appointee may deal with benefits only: the letter goes to the tenant, and no copy to anybody."""


class FactMissing(Refused):
    """A fact that the letter must state is missing."""


class FactsContradict(Refused):
    """Two facts of the letter contradict each other."""


class TenantDied(FactsContradict):
    """A letter is never addressed to somebody who has died."""


@dataclass(frozen=True)
class Addressee:
    """One tenant, and where their letter goes.

    :ivar name: the tenant's own name as on the envelope
    :ivar salutation: ``Ms Whitfield``; the whole name where there is no title
    :ivar care_of: who acts for them as deputy or attorney, empty else
    :ivar address: the lines under the names, the postcode last
    """

    customer_id: int
    name: str
    salutation: str
    care_of: str
    care_of_role: str
    address: tuple[str, ...]
    large_print: bool

    @property
    def on_envelope(self) -> str:
        """The names as the register shows them."""
        return f"{self.name}, care of {self.care_of} ({self.care_of_role})" if self.care_of else self.name

    @property
    def lines(self) -> int:
        """How many lines the envelope's window must show."""
        return len(self.address) + (2 if self.care_of else 1)


def addressee(tenant: CustomerRow, account: AccountRow) -> Addressee:
    """To whom the letter of one tenant goes.

    With a deputy or an attorney it is addressed to the tenant care of them, at their address: the debt stays the
    tenant's, and whoever runs the tenant's money reads it. An appointee looks after benefits only.

    :param tenant: a row of ``customer``
    :param account: the row of ``account``
    :raises FactMissing: no name, no address, a representative without a name or an address
    :raises TenantDied: the tenant has died
    :raises FactsContradict: a role that nobody knows
    """
    reference = tenant.reference
    family = clean(tenant.family_name)
    name = clean(f"{tenant.title} {tenant.given_name} {family}")
    if not family:
        raise FactMissing(f"Customer {reference} has no family name. Record the name, then try again.")
    _is_living(tenant, name)
    care_of, role = clean(tenant.representative_name), clean(tenant.representative_role).lower()
    if bool(care_of) != bool(role):
        missing = "a name" if role else "a role (deputy, attorney or appointee)"
        raise FactMissing(f"The representative of {name} ({reference}) is recorded without {missing}.")
    if role and role not in KNOWN_ROLES:
        raise FactsContradict(
            f"The representative of {name} ({reference}) is recorded as {role!r}, which is neither deputy, attorney "
            "nor appointee, so it is not known to whom a letter may go. Correct the role."
        )
    acts = role in ACTS_FOR
    return Addressee(
        customer_id=tenant.id,
        name=name,
        salutation=clean(f"{tenant.title} {family}") if clean(tenant.title) else name,
        care_of=care_of if acts else "",
        care_of_role=role if acts else "",
        address=_address(tenant, account, name, care_of if acts else ""),
        large_print=bool(tenant.large_print),
    )


def _is_living(tenant: CustomerRow, name: str) -> None:
    died: date | None = tenant.date_of_death
    if died is not None:
        raise TenantDied(
            f"{name} ({tenant.reference}) died on {day(died)}, so no letter of this tenancy may be sent by itself. "
            "Speak to the family, and record who the tenant is now."
        )


def _address(tenant: CustomerRow, account: AccountRow, name: str, care_of: str) -> tuple[str, ...]:
    if care_of:
        found, postcode, whose = tenant.representative_address, "", care_of
    elif clean(tenant.address):
        found, postcode, whose = tenant.address, tenant.postcode, name
    else:
        found, postcode, whose = account.address, account.postcode, name
    lines = [line for line in map(clean, [*found.splitlines(), postcode]) if line]
    if not clean(found):
        raise FactMissing(f"There is no address for {whose} (customer {tenant.reference}). Record it and try again.")
    return tuple(lines)
