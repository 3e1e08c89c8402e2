"""What an act is about: how it is found, in whose chain it is recorded, and whether somebody may see it.

What is not there and what somebody may not see answer alike, word for word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from cases.agreements.refusals import NoSuchAgreement
from cases.agreements.tables import AgreementDebt
from cases.chains import account_chain, chain_named, person_chain
from cases.holds import NoSuchHold
from cases.tables import Account, Customer
from documents.register import Document, NoSuchDocument
from tasks.assembly import House
from tasks.patches import is_within, patches_of_hold, sees_account, sees_accounts, sees_case, sees_person
from tasks.people import Person, named
from tasks.refusals import NoSuchStep
from tasks.tables import User
from workflows.db import table
from workflows.editions.published import CHAIN
from workflows.editions.tables import ProposalTable
from workflows.errors import NotFound, Refused
from workflows.evidence.tables import Chain
from workflows.runtime.house import NoSuchCase
from workflows.runtime.incidents import NoSuchIncident
from workflows.runtime.tables import CaseFile, Incident, Installation, WorkItem

_case, _item, _incident, _document = table(CaseFile), table(WorkItem), table(Incident), table(Document)
_account, _customer, _agreement_debt = table(Account), table(Customer), table(AgreementDebt)
_proposal, _chain, _user, _installation = table(ProposalTable), table(Chain), table(User), table(Installation)
LARGEST = 2**31 - 1
"""No row bears a larger number."""


class NoSuchPerson(NotFound):
    """There is no such person."""


class NoSuchAccount(NotFound):
    """There is no such account."""


@dataclass(frozen=True)
class Found:
    """The chain that an act's entries go to, the step they bear, and whether the person may see what it is about."""

    chain_id: int
    step: str = ""
    visible: bool = True


@dataclass(frozen=True)
class Subject:
    """A kind of thing that acts are about.

    :ivar words: what it is called
    :ivar find: looks for one; ``None`` where there is none (or where it has no record of its own yet)
    :ivar missing: the refusal where there is none, or none that the person may see; ``None``: the act looks by itself
    """

    words: str
    find: Callable[[Session, Person, Any], Found | None]
    missing: Callable[[Any], Refused] | None = None

    def show(self, house: House, person: Person, about: Any) -> None:
        """Refuses what the person may not see as if it were not there.

        Nobody without patches of their own is asked: what is not there at all the act itself finds out.

        :raises NotFound: there is none, or none that is theirs to see
        """
        if self.missing is None or not person.patches:
            return
        with house.db.read() as session:
            found = self.find(session, person, about)
        if found is None or not found.visible:
            raise self.missing(about)


def _of_case(session: Session, person: Person, query: Select[Any]) -> Found | None:
    """:param query: gives case id, chain id and step"""
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    case_id, chain_id, step = row
    return Found(int(chain_id), str(step or ""), sees_case(session, person, case_id))


def _number(about: Any) -> int:
    return about if isinstance(about, int) and not isinstance(about, bool) and 0 < about <= LARGEST else 0


def _find_case(session: Session, person: Person, about: Any) -> Found | None:
    row = session.execute(select(_case.c.id, _case.c.chain_id).where(_case.c.id == _number(about))).one_or_none()
    return None if row is None else Found(int(row[1]), "", sees_case(session, person, row[0]))


def _find_step(session: Session, person: Person, about: Any) -> Found | None:
    query = select(_case.c.id, _case.c.chain_id, _item.c.step).join(_item, _item.c.case_id == _case.c.id)
    return _of_case(session, person, query.where(_item.c.task_id == str(about)[:100]))


def _find_incident(session: Session, person: Person, about: Any) -> Found | None:
    query = select(_case.c.id, _case.c.chain_id, _incident.c.step).join(_incident, _incident.c.case_id == _case.c.id)
    return _of_case(session, person, query.where(_incident.c.id == _number(about)))


def _find_document(session: Session, person: Person, about: Any) -> Found | None:
    query = select(_case.c.id, _case.c.chain_id).join(_document, _document.c.case_id == _case.c.id)
    row = session.execute(query.where(_document.c.id == _number(about))).one_or_none()
    return None if row is None else Found(int(row[1]), "", sees_case(session, person, row[0]))


def _find_hold(session: Session, person: Person, about: Any) -> Found | None:
    """A hold has no chain of its own: what is refused about it stands in the organisation's."""
    patches = patches_of_hold(session, _number(about))
    if patches is None:
        return None
    return Found(_organisation(session, person), "", not person.patches or not patches.isdisjoint(person.patches))


def _find_whole_hold(session: Session, person: Person, about: Any) -> Found | None:
    """A hold that lies in the person's patches with all that it covers: only such a one is theirs to end."""
    hold_id = _number(about)
    if patches_of_hold(session, hold_id) is None:
        return None
    return Found(_organisation(session, person), "", is_within(session, person, hold_id))


def _find_person(session: Session, person: Person, about: Any) -> Found | None:
    """A person whose record has not begun is recorded of in the organisation's."""
    number = _number(about)
    if session.execute(select(_customer.c.id).where(_customer.c.id == number)).first() is None:
        return None
    chain_id = chain_named(session, person_chain(number)) or _organisation(session, person)
    return Found(chain_id, "", sees_person(session, person, number))


def _find_account(session: Session, person: Person, about: Any) -> Found | None:
    number = _number(about)
    if session.execute(select(_account.c.id).where(_account.c.id == number)).first() is None:
        return None
    chain_id = chain_named(session, account_chain(number)) or _organisation(session, person)
    return Found(chain_id, "", sees_account(session, person, number))


def _find_agreement(session: Session, person: Person, about: Any, *, whole: bool = False) -> Found | None:
    """An agreement is seen by whoever sees one of its accounts; recorded of in the first one's record.

    :param whole: whether all of its accounts must lie in the person's patches
    """
    query = select(_agreement_debt.c.account_id).where(_agreement_debt.c.agreement_id == _number(about))
    accounts = sorted(set(session.execute(query).scalars()))
    if not accounts:
        return None
    seen = sees_accounts(session, person, accounts)
    chain_id = chain_named(session, account_chain(accounts[0])) or _organisation(session, person)
    return Found(chain_id, "", len(seen) == len(accounts) if whole else bool(seen))


def _find_proposal(session: Session, _person: Person, about: Any) -> Found | None:
    named = select(_proposal.c.procedure).where(_proposal.c.id == _number(about))
    name = session.execute(named).scalar()
    if name is None:
        return None
    return _find_procedure(session, _person, name) if name else _find_book(session, _person, None)


def _find_procedure(session: Session, _person: Person, about: Any) -> Found | None:
    chain_id = session.execute(select(_chain.c.id).where(_chain.c.name == f"procedure/{about}")).scalar()
    return None if chain_id is None else Found(int(chain_id))


def _find_book(session: Session, _person: Person, _about: Any) -> Found | None:
    chain_id = session.execute(select(_chain.c.id).where(_chain.c.name == CHAIN)).scalar()
    return None if chain_id is None else Found(int(chain_id))


def _find_user(session: Session, _person: Person, about: Any) -> Found | None:
    chain_id = session.execute(select(_user.c.chain_id).where(named(about))).scalar()
    return None if chain_id is None else Found(int(chain_id))


def _find_oneself(_session: Session, person: Person, _about: Any) -> Found | None:
    return Found(person.chain_id)


def _find_organisation(session: Session, person: Person, _about: Any) -> Found | None:
    return Found(_organisation(session, person))


def _organisation(session: Session, person: Person) -> int:
    chain_id = session.execute(select(_installation.c.chain_id)).scalar()
    return int(chain_id) if chain_id is not None else person.chain_id


def _missing(kind: type[NotFound], sentence: str) -> Callable[[Any], Refused]:
    return lambda about: kind(sentence.format(about))


CASE = Subject("case", _find_case, _missing(NoSuchCase, "There is no case with the number {}."))
STEP = Subject(
    "step",
    _find_step,
    _missing(NoSuchStep, "There is no step with that id. Open the step from your work list."),
)
PERSON = Subject("person", _find_person, _missing(NoSuchPerson, "There is no person with the number {}."))
ACCOUNT = Subject("account", _find_account, _missing(NoSuchAccount, "There is no account with the number {}."))
_NO_AGREEMENT = _missing(NoSuchAgreement, "There is no agreement with the number {}.")
AGREEMENT = Subject("agreement", _find_agreement, _NO_AGREEMENT)
WHOLE_AGREEMENT = Subject("agreement", partial(_find_agreement, whole=True), _NO_AGREEMENT)
INCIDENT = Subject("incident", _find_incident, _missing(NoSuchIncident, "There is no incident {}."))
DOCUMENT = Subject("document", _find_document, _missing(NoSuchDocument, "There is no document {}."))
HOLD = Subject("hold", _find_hold, _missing(NoSuchHold, "There is no hold {}."))
WHOLE_HOLD = Subject("hold", _find_whole_hold, _missing(NoSuchHold, "There is no hold {}."))
PROPOSAL = Subject("proposal", _find_proposal)
PROCEDURE = Subject("procedure", _find_procedure)
BOOK = Subject("rule book", _find_book)
USER = Subject("user", _find_user)
ONESELF = Subject("oneself", _find_oneself)
ORGANISATION = Subject("organisation", _find_organisation)
