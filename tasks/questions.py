"""Which questions of colleagues wait for somebody: those that they were asked, and those that came back to them; and
what became of their own that they have not seen."""

from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.consulting.asking import Answering, ConsultationRow, ended_unseen, unanswered
from cases.law import NoSuchNumber
from cases.permissions import Group
from cases.tables import Account, CaseAccount
from tasks.acts.table import WITH_CASES
from tasks.assembly import House
from tasks.patches import sees_case
from tasks.people import Person, person_of
from tasks.tables import User
from workflows.clock import london_date
from workflows.db import table

LEADING = frozenset({Group.LEADING})
LEFT = "works here no more"
OTHER_ROLE = "has another role now, which sees no cases"
OTHER_PATCH = "sees the patch of this case no more"
_user, _account, _case_account = table(User), table(Account), table(CaseAccount)


def answering(house: House, session: Session, person: Person, case_ids: Collection[int]) -> Answering:
    """Somebody as one who answers questions about these cases."""
    leads = person.may(*house.organisation.permissions.roles(LEADING))
    today = london_date(house.runtime.clock.now())
    return Answering(person.actor, person.name, _unable(house, session, case_ids), leads, _back_before(house, today))


def questions_waiting(house: House, session: Session, person: Person) -> list[ConsultationRow]:
    """The questions that wait for somebody, in cases that they see, the soonest due first."""
    waits = unanswered(session)
    who = answering(house, session, person, {each.case_id for each in waits})
    return [each for each in waits if who.may(each) and sees_case(session, person, each.case_id)]


def questions_ended(house: House, session: Session, person: Person) -> list[ConsultationRow]:
    """Somebody's own questions that ended, answered or withdrawn by another, in cases that they see still; until they
    saw it."""
    if not WITH_CASES.includes(house, person):
        return []
    return [each for each in ended_unseen(session, person.actor) if sees_case(session, person, each.case_id)]


def _back_before(house: House, today: date) -> date | None:
    try:
        return today - house.law.days("question_comes_back", today)
    except NoSuchNumber:  # an edition without the row: what is overdue stays with whoever was asked
        return None


def _unable(house: House, session: Session, case_ids: Collection[int]) -> Callable[[str, int], str]:
    """Why a user can answer about one of these cases no more; two queries, however many ask."""
    rows = session.execute(select(_user).where(_user.c.active.is_(True))).mappings()
    here = {person.actor: person for person in (person_of(dict(row)) for row in rows)}
    lie = select(_case_account.c.case_id, _account.c.patch).join(_account, _account.c.id == _case_account.c.account_id)
    patches: dict[int, set[str]] = {}
    for case_id, patch in session.execute(lie.where(_case_account.c.case_id.in_(list(case_ids)))):
        patches.setdefault(case_id, set()).add(patch)

    def unable(actor: str, case_id: int) -> str:
        person = here.get(actor)
        if person is None:
            return LEFT
        if not WITH_CASES.includes(house, person):
            return OTHER_ROLE
        return OTHER_PATCH if person.patches and person.patches.isdisjoint(patches.get(case_id, ())) else ""

    return unable
