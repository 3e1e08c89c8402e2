"""What officers do with their steps: claim, release, hand over, draft, complete, take back.

Every act is checked under the case's lock, after the engine came to rest: two officers on one step, a stale page and
the same click twice each get a sentence, and nothing is lost or done twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update
from sqlmodel import Session

from cases.organisation import Organisation
from tasks import form_record
from tasks.form_record import OfRecord
from tasks.forms import AnswersRefused, Form
from tasks.patches import sees_case
from tasks.people import Person, person_of
from tasks.refusals import (
    FourEyes,
    NoSuchStep,
    NotYourLane,
    PageStale,
    ReasonMissing,
    StepHeld,
    StepNotOpen,
    StepTaken,
)
from tasks.tables import User
from workflows.clock import LONDON, london_date
from workflows.db import table
from workflows.engine import TaskGone
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.rows import row_of
from workflows.runtime.house import Runtime
from workflows.runtime.reopening import reopen
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.tables import CaseFile, Instance, WorkItem
from workflows.runtime.words import ITEM_STANDS, ItemStatus

_case, _item, _instance, _user = table(CaseFile), table(WorkItem), table(Instance), table(User)
_find = Prepared(select(_item).where(_item.c.task_id == bindparam("b_task")))
_lock = Prepared(
    select(_item)
    .select_from(_case.join(_item, _case.c.id == _item.c.case_id))  # the case first, as everywhere
    .where(_item.c.task_id == bindparam("b_task"))
    .with_for_update(key_share=True)
)
_done_by = Prepared(
    select(_item.c.name)
    .where(
        _item.c.instance_id == bindparam("b_instance"),
        _item.c.step == bindparam("b_step"),
        _item.c.status == bindparam("b_status"),
        _item.c.completed_by == bindparam("b_by"),
    )
    .limit(literal_column("1"))
)
_version_of = Prepared(select(_instance.c.version_id).where(_instance.c.id == bindparam("b_instance")))


@dataclass(frozen=True)
class Step:
    """A work item with what its version of the procedure says of it.

    :ivar record: what its form takes from the record, as it stands now
    """

    item: WorkItemRow
    form: Form | None
    documentation: str
    basis: str
    differs_from: str
    record: OfRecord


class Work:
    """The officers' acts.

    :param runtime: the running procedures
    :param organisation: who does the steps of which lane
    """

    def __init__(self, runtime: Runtime, organisation: Organisation) -> None:
        self.runtime = runtime
        self.organisation = organisation
        self._forms: dict[tuple[int, str], Form] = {}

    def step(self, session: Session, task_id: str) -> Step:
        """A step as its officer sees it.

        :raises NoSuchStep: there is none
        """
        item = self._item(session, task_id)
        version_id = _version_of.one_or_none(session, {"b_instance": item.instance_id}).version_id
        node = self.runtime.procedures.node(session, version_id, item.step)
        form = self._form(session, version_id, item.form) if item.form else None
        basis, other = node.properties.get("basis", ""), node.properties.get("differs_from", "")
        record = self._record(session, item, form) if form is not None else OfRecord()
        return Step(item, form, node.documentation, basis, other, record)

    def claim(self, session: Session, person: Person, task_id: str) -> None:
        """Takes a step.

        :raises StepTaken: somebody else has it
        """
        item = self._open_item(session, person, task_id)
        if item.assignee == person.actor:
            return
        self._refuse_if_taken(session, person, item)
        self._refuse_same_eyes(session, person, item)
        self._change(session, item, person, Kind.STEP_CLAIMED, assignee=person.actor)

    def release(self, session: Session, person: Person, task_id: str) -> None:
        """Gives a step back to the team."""
        item = self._open_item(session, person, task_id)
        if item.assignee is None:
            return
        if item.assignee != person.actor and not person.may("team_leader"):
            self._refuse_if_taken(session, person, item)
        self._change(session, item, person, Kind.STEP_RELEASED, assignee=None)

    def give_back_all(self, session: Session, person: Person, of: str) -> int:
        """Gives every step that somebody has back to the team, because they are ended; returns how many.

        :param person: who ends them
        :param of: whose steps, as the record names people
        """
        theirs = (_item.c.assignee == of) & _item.c.status.in_(ITEM_STANDS)
        tasks = session.execute(select(_item.c.task_id).where(theirs).order_by(_item.c.case_id, _item.c.task_id))
        given_back = 0
        for task_id in tasks.scalars().all():
            item = self._item(session, task_id, _lock)
            if item.assignee == of and item.status in ITEM_STANDS:  # still, now that nobody else can change it
                said = {"of": of, "because": Kind.USER_ENDED}
                self._change(session, item, person, Kind.STEP_RELEASED, assignee=None, **said)
                given_back += 1
        return given_back

    def hand_over(self, session: Session, person: Person, task_id: str, to: str, reason: str) -> None:
        """Hands a step to a colleague.

        :param to: the colleague's user name
        :raises ReasonMissing: no reason was given
        :raises NotYourLane: the colleague's role may not do it
        """
        item = self._open_item(session, person, task_id)
        if item.assignee not in (None, person.actor) and not person.may("team_leader"):
            self._refuse_if_taken(session, person, item)
        if not reason.strip():
            raise ReasonMissing("Say why you hand this step over; the reason goes into the case's record.")
        row = (
            session.execute(select(_user).where(_user.c.username == to.strip().lower(), _user.c.active.is_(True)))
            .mappings()
            .one_or_none()
        )
        if row is None:
            raise NoSuchStep(f"There is no active user {to.strip()!r} to hand this step to.")
        colleague = person_of(dict(row))
        if not self.organisation.may_do(colleague.roles, item.role):
            raise NotYourLane(f"{colleague.name} does not have the role for this step ({item.role}).")
        if not sees_case(session, colleague, item.case_id):
            raise NotYourLane(f"This case lies in no patch of {colleague.name}'s. Hand it to somebody who sees it.")
        self._refuse_same_eyes(session, colleague, item)
        said = {"to": colleague.actor, "reason": reason.strip()}
        self._change(session, item, person, Kind.STEP_HANDED_OVER, assignee=colleague.actor, **said)

    def save_draft(
        self, session: Session, person: Person, task_id: str, answers: Mapping[str, Any], revision: int
    ) -> int:
        """Keeps unfinished answers, unchecked; returns the step's new revision.

        :raises PageStale: the step has changed since the page was made
        """
        item = self._open_item(session, person, task_id)
        self._refuse_if_taken(session, person, item)
        self._refuse_if_stale(item, revision)
        revision = item.revision + 1
        values = {"draft": dict(answers), "assignee": person.actor, "revision": revision}
        session.execute(update(_item).where(_item.c.task_id == task_id).values(**values))
        return revision

    def complete(
        self, session: Session, person: Person, task_id: str, answers: Mapping[str, Any], revision: int | None = None
    ) -> None:
        """Completes a step: role, four eyes, form, then the engine, all in the caller's transaction.

        :param answers: the form's answers, unchecked
        :param revision: of the step on the page that was filled in; ``None`` from programs that do not care
        :raises AnswersRefused: with a sentence for each field
        :raises StepNotOpen: it was completed or taken away in the meantime
        """
        item = self._open_item(session, person, task_id)
        self._refuse_if_taken(session, person, item)
        if revision is not None:
            self._refuse_if_stale(item, revision)
        self._refuse_same_eyes(session, person, item)
        running = self.runtime.running(session, item.instance_id)
        # A hold that begins today by its dates is in force, whether or not its rows were told so yet.
        closed = running.gate.closed(running.guard, item.step, person.actor)
        if closed is not None:
            raise StepHeld(closed.sentence)
        form = self._form(session, running.version_id, item.form) if item.form else None
        if form is None and answers:
            raise AnswersRefused({"form": "This step asks for no answers"})
        kept, said = {}, {}
        if form is not None:
            record = self._record(session, item, form)
            kept = form.check(answers, record.facts, record.people)
            said = {"form": item.form, "answers": kept}
            if already := form_record.taken(dict(form.shown(kept)), record):
                said["from_record"] = form_record.said_of(already, kept)
        try:
            running.complete(task_id, form.as_facts(kept) if form else {}, person.actor, said)
        except TaskGone as gone:
            raise StepNotOpen(f"{item.name!r} is no longer open. {gone.sentence}") from gone
        running.save()

    def reopen(self, session: Session, person: Person, task_id: str, reason: str) -> None:
        """Takes back a wrong click.

        :raises ReasonMissing: no reason was given
        """
        if not reason.strip():
            raise ReasonMissing("Say why this step is opened again; the reason goes into the case's record.")
        reopen(self.runtime, session, task_id, person.actor, reason.strip())

    def _record(self, session: Session, item: WorkItemRow, form: Form) -> OfRecord:
        """What the form's bounds, contradictions and questions take from the record, as it stands now."""
        today = london_date(self.runtime.clock.now())
        return form_record.of_case(session, item.case_id, today, facts=form.asks_facts, people=form.asks_people)

    def _form(self, session: Session, version_id: int, name: str) -> Form:
        key = (version_id, name)
        if key not in self._forms:
            content = self.runtime.procedures.files(session, version_id)[f"forms/{name}.json"]
            self._forms[key] = Form.read(name, content, published=True)
        return self._forms[key]

    def _item(self, session: Session, task_id: str, query: Prepared = _find) -> WorkItemRow:
        row = query.one_or_none(session, {"b_task": task_id})
        if row is None:
            raise NoSuchStep("There is no step with that id. Open the step from your work list.")
        return row_of(WorkItemRow, row._asdict())

    def _open_item(self, session: Session, person: Person, task_id: str) -> WorkItemRow:
        item = self._item(session, task_id, _lock)  # nobody else can change it now
        self._refuse_if_not_open(session, person, item)
        if item.status == ItemStatus.HELD:
            raise StepHeld(item.reason or "A hold covers this case, so this step must wait.")
        if not self.organisation.may_do(person.roles, item.role):
            raise NotYourLane(f"{item.name!r} is for the role {item.role.lower()}, which you do not have.")
        return item

    def _refuse_if_not_open(self, session: Session, person: Person, item: WorkItemRow) -> None:
        if item.status == ItemStatus.COMPLETED and item.completed_by == person.actor and item.completed_at is not None:
            at = item.completed_at.astimezone(LONDON)
            raise StepNotOpen(
                f"You completed {item.name!r} already, at {at:%H:%M on %-d %B %Y}. "
                f"It was done once; there is nothing more to do.",
                already=True,
            )
        if item.status == ItemStatus.COMPLETED:
            who = self._name(session, item.completed_by or "")
            raise StepNotOpen(f"{who} completed {item.name!r} in the meantime. Look at the case before you go on.")
        if item.status == ItemStatus.CANCELLED:
            raise StepNotOpen(f"{item.name!r} is no longer needed: the case has moved on. Look at the case.")

    def _refuse_if_taken(self, session: Session, person: Person, item: WorkItemRow) -> None:
        if item.assignee not in (None, person.actor):
            who = self._name(session, item.assignee)
            if self._is_ended(session, item.assignee):
                raise StepTaken(
                    f"{who}, who can sign in no more, has {item.name!r}. Ask a team leader to give it back to the team."
                )
            raise StepTaken(f"{who} has {item.name!r}. Ask them to release it or to hand it over to you.")

    def _refuse_if_stale(self, item: WorkItemRow, revision: int) -> None:
        if item.revision != revision:
            raise PageStale(
                "This step has changed since your page was made: it was saved, handed over or held in the meantime. "
                "Your answers are still on this page; compare them with the step as it stands now, and send them again."
            )

    def _refuse_same_eyes(self, session: Session, person: Person, item: WorkItemRow) -> None:
        version_id = _version_of.one_or_none(session, {"b_instance": item.instance_id}).version_id
        node = self.runtime.procedures.node(session, version_id, item.step)
        other = node.properties.get("differs_from")
        if not other:
            return
        # In whichever round, and for whichever of several: who did any of it does not judge it.
        values = {
            "b_instance": item.instance_id,
            "b_step": other,
            "b_status": ItemStatus.COMPLETED,
            "b_by": person.actor,
        }
        done_by = _done_by.one_or_none(session, values)
        if done_by is not None:
            raise FourEyes(
                f"{item.name!r} must be done by somebody other than who did {done_by.name!r}, and that was "
                f"{person.name}. Hand it over to a colleague."
            )

    def _name(self, session: Session, actor: str) -> str:
        number = actor.removeprefix("user:")
        name = None
        if number.isdigit():
            name = session.execute(select(_user.c.name).where(_user.c.id == int(number))).scalar()
        return name or "Somebody else"

    def _is_ended(self, session: Session, actor: str) -> bool:
        number = actor.removeprefix("user:")
        active = select(_user.c.active).where(_user.c.id == (int(number) if number.isdigit() else 0))
        return session.execute(active).scalar() is False

    def _change(
        self, session: Session, item: WorkItemRow, person: Person, kind: Kind, /, assignee: str | None, **said: Any
    ) -> None:
        values = {"assignee": assignee, "revision": item.revision + 1}
        session.execute(update(_item).where(_item.c.task_id == item.task_id).values(**values))
        chain_id = self.runtime.chain_of(session, item.case_id)
        append(session, chain_id, [NewEntry(kind, person.actor, item.step, said)], self.runtime.clock)
