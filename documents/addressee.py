"""To whom a letter goes, and where: by what is recorded of the person, and by the export where nothing is."""

from dataclasses import dataclass, replace
from datetime import date

from cases.people.correspondence import Correspondence
from cases.people.details import sought
from cases.people.words import DetailKind, DetailStatus, LetterFormat
from cases.rows import AccountRow, CustomerRow
from documents.acting import FactMissing, FactsContradict, acting
from documents.words import clean, day

__all__ = [
    "Addressee",
    "FactMissing",
    "FactsContradict",
    "NoSafeAddress",
    "TenantDied",
    "address_lines",
    "addressee",
    "in_person",
    "one_line",
    "own_address",
]
NOTHING_RECORDED = Correspondence()
_ENGLISH = frozenset({"", "english", "en", "en-gb", "british english"})


class TenantDied(FactsContradict):
    """A letter is never addressed to somebody who has died."""


class NoSafeAddress(FactMissing):
    """It is not confirmed where letters to this person may go."""


@dataclass(frozen=True)
class Addressee:
    """One tenant, and where their letter goes.

    :ivar name: the tenant's own name as on the envelope
    :ivar salutation: ``Ms Whitfield``; the whole name where there is no title
    :ivar care_of: who acts for them as deputy or attorney, empty else
    :ivar address: the lines under the names, the postcode last
    :ivar language: the language that they read, where it is not English
    :ivar confidential: whether the address stands on this letter alone: in no register, record or other letter
    """

    customer_id: int
    name: str
    salutation: str
    care_of: str
    care_of_role: str
    address: tuple[str, ...]
    large_print: bool
    language: str = ""
    confidential: bool = False

    @property
    def on_envelope(self) -> str:
        """The names as the register shows them; in whose care tells where somebody is, so it may be confidential."""
        if not self.care_of or self.confidential:
            return self.name
        return f"{self.name}, care of {self.care_of} ({self.care_of_role})"

    @property
    def lines(self) -> int:
        """How many lines the envelope's window must show."""
        return len(self.address) + (2 if self.care_of else 1)


def in_person(tenant: CustomerRow, known: Correspondence = NOTHING_RECORDED) -> Addressee:
    """A tenant who is handed a document: by name, as they read, and without an address.

    :raises FactMissing: no name
    :raises TenantDied: the tenant has died
    """
    family = clean(tenant.family_name)
    name = clean(f"{tenant.title} {tenant.given_name} {family}")
    if not family:
        raise FactMissing(f"Customer {tenant.reference} has no family name. Record the name, then try again.")
    _is_living(tenant, name)
    wanted = known.needs.format if known.needs is not None else None
    language = clean(known.needs.language) if known.needs is not None else ""
    return Addressee(
        customer_id=tenant.id,
        name=name,
        salutation=clean(f"{tenant.title} {family}") if clean(tenant.title) else name,
        care_of="",
        care_of_role="",
        address=(),
        large_print=bool(tenant.large_print) if wanted is None else wanted is LetterFormat.LARGE_PRINT,
        language="" if language.casefold() in _ENGLISH else language,
        confidential=known.confidential,
    )


def addressee(
    tenant: CustomerRow, account: AccountRow, on: date, known: Correspondence = NOTHING_RECORDED
) -> Addressee:
    """To whom the letter of one tenant goes.

    With a deputy or an attorney it is addressed to the tenant care of them, at their address: the debt stays the
    tenant's, and whoever runs the tenant's money reads it. An appointee looks after benefits only.

    :param tenant: a row of ``customer``
    :param account: the row of ``account``
    :param on: the letter's date, on which a representative must act
    :param known: what is recorded of how they are written to
    :raises FactMissing: no name, no address, a representative without a name or an address
    :raises NoSafeAddress: where they live is confidential, and no address is confirmed for letters
    :raises TenantDied: the tenant has died
    :raises FactsContradict: a role that nobody knows; record and export say different things
    """
    reference, one = tenant.reference, in_person(tenant, known)
    name = one.name
    who = acting(tenant, known, on, name)
    if who is not None:
        if known.confidential and (not who.recorded or _same(who.address, _home(account))):
            raise _unsafe(name, reference)
        address = address_lines(who.address)
        if not address:
            raise FactMissing(f"There is no address for {who.name} (customer {reference}). Record it and try again.")
        if any(
            each.status is DetailStatus.RETURNED_MAIL and _same(each.value, who.address) for each in known.addresses
        ):
            raise FactMissing(
                f"Post to {who.name}, who acts for {name} ({reference}), came back from their address. Record where "
                "they are written to now, or confirm that address on the page of whom they act for; then try again."
            )
    else:
        address = address_lines(own_address(tenant, account, name, known))
        if not address:
            raise FactMissing(f"There is no address for {name} (customer {reference}). Record it and try again.")
    return replace(one, care_of=who.name if who else "", care_of_role=who.role if who else "", address=address)


def _is_living(tenant: CustomerRow, name: str) -> None:
    died: date | None = tenant.date_of_death
    if died is not None:
        raise TenantDied(
            f"{name} ({tenant.reference}) died on {day(died)}, so no letter of this tenancy may be sent by itself. "
            "Speak to the family, and record who the tenant is now."
        )


def own_address(tenant: CustomerRow, account: AccountRow, name: str, known: Correspondence) -> str:
    """Where a tenant is written to who is written to directly."""
    reference = tenant.reference
    current = {each.sought: each for each in known.addresses if each.status is DetailStatus.CURRENT}
    of_export = one_line(tenant.address, tenant.postcode) if clean(tenant.address) and known.export_stands else ""
    if len(current) + bool(of_export and current) > 1:
        raise FactsContradict(
            f"Several addresses stand for letters to {name} ({reference}). Say on their page which of them is right, "
            "and mark the others as former; then try again."
        )
    (found,) = current.values() or (None,)
    if known.confidential_since is not None:
        # An address that was known before is the very one that they may have fled from.
        confirmed = found is not None and found.confirmed_on is not None and found.recorded_at is not None
        if found is None or not confirmed or (found.recorded_at or known.confidential_since) < known.confidential_since:
            raise _unsafe(name, reference)
    if found is not None:
        return found.value
    if any(each.status is DetailStatus.RETURNED_MAIL for each in known.addresses):
        raise FactMissing(
            f"Post to {name} ({reference}) came back, and nothing says where they are written to now. Record an "
            "address on their page, then try again."
        )
    where = of_export or _home(account)
    if any(_same(each.value, where) for each in known.addresses):
        raise FactMissing(
            f"The address of {name} ({reference}) is marked as not theirs any more, and there is no other. Record "
            "where they are written to, then try again."
        )
    return where


def _unsafe(name: str, reference: str) -> NoSafeAddress:
    """Says no more than that there is something to ask, for whoever reads the case reads this."""
    return NoSafeAddress(
        f"Letters to {name} ({reference}) may go only where it was confirmed that they may, and nothing is confirmed. "
        "Ask your team leader, who confirms an address on their page; then try again."
    )


def _home(account: AccountRow) -> str:
    return one_line(account.address, account.postcode)


def one_line(address: str, postcode: str) -> str:
    """An address and its postcode, each line under the other; nothing where there is no address."""
    return f"{address}\n{postcode}" if clean(address) else ""


def _same(one: str, other: str) -> bool:
    return sought(DetailKind.ADDRESS, one) == sought(DetailKind.ADDRESS, other)


def address_lines(address: str) -> tuple[str, ...]:
    """The lines of an address; what was typed in one line is divided at its commas, for a window is narrow."""
    lines = [line for line in map(clean, address.splitlines()) if line]
    if len(lines) == 1:
        lines = [line for line in map(clean, lines[0].split(",")) if line]
    return tuple(lines)
