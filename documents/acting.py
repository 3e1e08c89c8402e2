"""Who acts for a tenant in money matters, so that the tenant's letters go care of them: record and export agreeing."""

from dataclasses import dataclass
from datetime import date

from cases.people.correspondence import Correspondence
from cases.people.details import sought
from cases.people.rows import RepresentativeRow
from cases.people.words import Authority, DetailKind
from cases.rows import CustomerRow
from documents.words import clean
from workflows.errors import Refused

ACTS_FOR = frozenset({"deputy", "attorney"})
"""Who acts for a tenant in money matters and so receives their letters."""
KNOWN_ROLES = ACTS_FOR | {"appointee"}
"""An appointee may deal with benefits only: the letter goes to the tenant, and no copy to anybody."""


class FactMissing(Refused):
    """A fact that the letter must state is missing."""


class FactsContradict(Refused):
    """Two facts of the letter contradict each other."""


@dataclass(frozen=True)
class Acting:
    """Who acts for a tenant.

    :ivar recorded: whether it was recorded here; otherwise the export alone says so
    """

    name: str
    role: str
    address: str
    recorded: bool


def acting(tenant: CustomerRow, known: Correspondence, on: date, whose: str) -> Acting | None:
    """The deputy or attorney who receives a tenant's letters on a day; ``None``: nobody does.

    What the authority of somebody covers, the record knows and the export does not. Whether somebody acts at all, as
    what and where, both know, and where they differ nobody is guessed.

    :param whose: the tenant's name
    :raises FactMissing: the export names half a representative
    :raises FactsContradict: the export's role is unknown; record and export differ; several would receive the letters
    """
    of_export = _of_export(tenant, whose)
    receiving = {
        (_plain(each.name), each.role): each
        for each in known.representatives
        if each.role in ACTS_FOR and each.may(Authority.RECEIVE_LETTERS, on)
    }
    if len(receiving) > 1:
        raise FactsContradict(
            f"Several people act for {whose} ({tenant.reference}) and receive their letters. End the authority that "
            "is not right, or leave the letters to one of them; then try again."
        )
    (found,) = receiving.values() or (None,)
    if of_export is not None:
        same = [each for each in known.representatives if _plain(each.name) == _plain(of_export.name)]
        if not same and found is None:
            return of_export
        _agree(of_export, same, found, on, f"{whose} ({tenant.reference})")
    if found is None:
        return None
    address = found.address if clean(found.address) or of_export is None else of_export.address
    return Acting(clean(found.name), str(found.role), address, recorded=True)


def _of_export(tenant: CustomerRow, whose: str) -> Acting | None:
    name, role = clean(tenant.representative_name), clean(tenant.representative_role).lower()
    if bool(name) != bool(role):
        missing = "a name" if role else "a role (deputy, attorney or appointee)"
        raise FactMissing(f"The representative of {whose} ({tenant.reference}) is recorded without {missing}.")
    if role and role not in KNOWN_ROLES:
        raise FactsContradict(
            f"The representative of {whose} ({tenant.reference}) is recorded as {role!r}, which is neither deputy, "
            "attorney nor appointee, so it is not known to whom a letter may go. Correct the role."
        )
    return Acting(name, role, tenant.representative_address, recorded=False) if role in ACTS_FOR else None


def _agree(
    of_export: Acting, same: list[RepresentativeRow], found: RepresentativeRow | None, on: date, whose: str
) -> None:
    """Refuses a record and an export that differ about who acts for a tenant."""
    standing = [each for each in same if each.stands(on)]
    differ = ""
    if not same:
        differ = "the record names another person"
    elif not standing:
        differ = "by the record their authority does not stand on that day"
    elif not any(each.role == of_export.role for each in standing):
        differ = f"by the record they act as {str(standing[0].role).replace('_', ' ')}"
    elif found is not None and found not in standing:
        differ = "by the record somebody else receives the letters"
    elif found is not None and all(map(clean, (found.address, of_export.address))):
        one, other = (sought(DetailKind.ADDRESS, each) for each in (found.address, of_export.address))
        differ = "the record has another address of theirs" if one != other else ""
    if differ:
        raise FactsContradict(
            f"The export names {of_export.name} as {of_export.role} of {whose}, and {differ}. Correct whichever is "
            "wrong, on the person's page or in the housing system; then try again."
        )


def _plain(name: str) -> str:
    return clean(name).casefold()
