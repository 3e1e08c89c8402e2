"""What waits for somebody beside the steps of their lanes: said on their work list, with how much of it is late."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cases.agreements.awaiting import to_approve
from tasks.acts.table import CASEWORK
from tasks.assembly import House
from tasks.patches import sees_accounts
from tasks.people import Person
from tasks.questions import LEADING, answers_unseen, questions_waiting
from tasks.referrals_shown import waiting
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
    every = (_approvals(house, session, person, today), _questions(house, session, person, today))
    answers = _answers(house, session, person)
    return [each for each in (*every, answers, *_referrals(house, session, person, today)) if each.count]


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


def _answers(house: House, session: Session, person: Person) -> Beside:
    """What colleagues answered to their questions, until they have seen it."""
    count = len(answers_unseen(house, session, person))
    words = f"{count} answer{'' if count == 1 else 's'} to your questions"
    return Beside(words, count, 0, "/consultations")


def _referrals(house: House, session: Session, person: Person, today: date) -> tuple[Beside, Beside]:
    """Partners who must be told that consent was taken back, and referrals of which nobody knows what came."""
    works = CASEWORK.includes(house, person)
    rows = waiting(house, session, person, today) if works else []
    tell = [each for each in rows if each.taken_back_on is not None]
    ask = [each for each in rows if each.taken_back_on is None]
    late = sum(each.taken_back_on is not None and each.taken_back_on < today for each in tell)
    over = sum(min(each.chase_on, london_date(each.due_by) if each.due_by else each.chase_on) < today for each in ask)
    told = f"{len(tell)} partner{'' if len(tell) == 1 else 's'} to tell that consent was taken back"
    what = f"{len(ask)} referral{'' if len(ask) == 1 else 's'} to ask after"
    return Beside(told, len(tell), late, "/referrals"), Beside(what, len(ask), over, "/referrals")
