"""What waits for somebody beside the steps of their lanes: said on their work list, with how much of it is late."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cases.agreements.awaiting import to_approve
from cases.referrals.rows import ToTell
from tasks.acts.table import CASEWORK
from tasks.assembly import House
from tasks.patches import sees_accounts
from tasks.people import Person
from tasks.questions import LEADING, questions_ended, questions_waiting
from tasks.recommended import standing_recommended
from tasks.referrals_shown import waiting
from tasks.service_in_doubt import documents_in_doubt
from workflows.clock import london_date


@dataclass(frozen=True)
class Beside:
    """Something of one kind that waits for somebody.

    :ivar words: how many there are and what they are, in words
    :ivar late: how many should have been done before today
    :ivar where: the page on which they are listed
    """

    words: str
    count: int
    late: int
    where: str


def beside(house: House, session: Session, person: Person, today: date) -> list[Beside]:
    """What waits for a person beside their steps; of what there is none, nothing is said."""
    each = (_approvals, _questions, _answers, _service, _notices)
    found = [one(house, session, person, today) for one in each] + list(_referrals(house, session, person, today))
    return [one for one in found if one.count]


def _approvals(house: House, session: Session, person: Person, today: date) -> Beside:
    """Agreements that somebody else proposed, with a debt in their patches."""
    days: list[date | None] = []
    if person.may(*house.organisation.permissions.roles(LEADING)):
        for each in to_approve(session, house.law).values():
            theirs = sees_accounts(session, person, set(each.account_ids))
            if each.agreement.recorded_by != person.actor and theirs:
                days.append(each.answer_by)
    words = f"{len(days)} agreement{'' if len(days) == 1 else 's'} to approve or decline"
    return Beside(words, len(days), sum(day is not None and day < today for day in days), "/agreements?why=to+approve")


def _questions(house: House, session: Session, person: Person, today: date) -> Beside:
    """Questions that colleagues asked them, or that came back as whoever was asked cannot answer, or did not."""
    asked = questions_waiting(house, session, person)
    late = sum(each.answer_by < today for each in asked)
    words = f"{len(asked)} question{'' if len(asked) == 1 else 's'} of colleagues"
    return Beside(words, len(asked), late, "/consultations")


def _answers(house: House, session: Session, person: Person, today: date) -> Beside:
    """What colleagues answered to their questions, or withdrew of them, until they have seen it."""
    del today  # it is late at no time
    count = len(questions_ended(house, session, person))
    words = f"{count} question{'' if count == 1 else 's'} of yours answered or withdrawn"
    return Beside(words, count, 0, "/consultations")


def _referrals(house: House, session: Session, person: Person, today: date) -> tuple[Beside, Beside]:
    """Partners to tell that consent was taken back, or was not, and referrals of which nobody knows what came."""
    works = CASEWORK.includes(house, person)
    rows = waiting(house, session, person, today) if works else []
    tell = [each for each in rows if each.to_tell]
    ask = [each for each in rows if not each.to_tell]
    late = sum(each.to_tell_since is not None and each.to_tell_since < today for each in tell)
    over = sum(min(each.chase_on, london_date(each.due_by) if each.due_by else each.chase_on) < today for each in ask)
    told = f"{len(tell)} partner{'' if len(tell) == 1 else 's'} to tell that consent was taken back"
    if any(each.to_tell is ToTell.MISTAKE for each in tell):
        told += ", or that it was not"
    what = f"{len(ask)} referral{'' if len(ask) == 1 else 's'} to ask after"
    return Beside(told, len(tell), late, "/referrals"), Beside(what, len(ask), over, "/referrals")


def _service(house: House, session: Session, person: Person, today: date) -> Beside:
    """Documents of which whoever leads decides whether they were served, or with which a joint tenant was not.

    Of debts about which a case is open: the page lists the others, too.
    """
    del today  # no law says by when
    leads = person.may(*house.organisation.permissions.roles(LEADING))
    count = len(documents_in_doubt(house, session, person, at_work=True)) if leads else 0
    words = f"{count} document{'' if count == 1 else 's'} whose service is in doubt"
    return Beside(words, count, 0, "/service-in-doubt")


def _notices(house: House, session: Session, person: Person, today: date) -> Beside:
    """Notices that stand recommended about accounts in their patches: whoever leads follows them."""
    leads = person.may(*house.organisation.permissions.roles(LEADING))
    count = len(standing_recommended(house, session, person, today)) if leads else 0
    words = f"{count} notice{'' if count == 1 else 's'} recommended"
    return Beside(words, count, 0, "/notices-recommended")
