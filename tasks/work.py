"""What officers do with their steps: claim, release, hand over, draft, complete, take back.

Every act is checked under the case's lock, after the engine came to rest: two officers on one step, a stale page and
the same click twice each get a sentence, and nothing is lost or done twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from cases.organisation import Organisation
from cases.permissions import Group
from tasks import form_choices, form_earlier, form_record
from tasks.attaching import FileBrought, Files
from tasks.form_record import OfRecord
from tasks.forms import AnswersRefused, Form
from tasks.patches import sees_case
from tasks.people import Person, person_of
from tasks.refusals import (
    NoSuchStep,
    NotYourLane,
    ReasonMissing,
    StepHeld,
    StepNotOpen,
)
from tasks.step_refusals import (
    refuse_if_not_open,
    refuse_if_stale,
    refuse_if_taken,
    refuse_same_eyes,
    version_of_instance,
)
from tasks.tables import User
from tasks.to_confirm import basis_of
from workflows.clock import london_date
from workflows.db import table
from workflows.engine import TaskGone
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.rows import row_of
from workflows.runtime.house import Runtime
from workflows.runtime.reopening import reopen
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.running import Running
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


@dataclass(frozen=True)
class Step:
    """A work item with what its version of the procedure says of it.

    :ivar record: what its form takes from the record, as it stands now
    :ivar files: what answers can name → the file that was brought
    """

    item: WorkItemRow
    form: Form | None
    documentation: str
    basis: str
    differs_from: str
    record: OfRecord
    files: Mapping[str, FileBrought] = field(default_factory=dict)


class Work:
    """The officers' acts.

    :param runtime: the running procedures
    :param organisation: who does the steps of which lane
    :param files: what people bring for steps
    """

    def __init__(self, runtime: Runtime, organisation: Organisation, files: Files) -> None:
        self.runtime = runtime
        self.organisation = organisation
        self.files = files
        self._forms: dict[tuple[int, str], Form] = {}

    def step(self, session: Session, task_id: str) -> Step:
        """A step as its officer sees it.

        :raises NoSuchStep: there is none
        """
        item = self._item(session, task_id)
        version_id = version_of_instance.one_or_none(session, {"b_instance": item.instance_id}).version_id
        node = self.runtime.procedures.node(session, version_id, item.step)
        form = self._form(session, version_id, item.form) if item.form else None
        basis = basis_of(self.runtime.book, item.step, node.properties.get("basis", ""))
        other = node.properties.get("differs_from", "")
        record = self._record(session, item, form) if form is not None else OfRecord()
        form = form.offering(record.facts) if form is not None and form.offers else form
        files = self.files.of_step(session, item) if form is not None and form.asks_files else {}
        return Step(item, form, node.documentation, basis, other, record, files)

    def claim(self, session: Session, person: Person, task_id: str) -> None:
        """Takes a step.

        :raises StepTaken: somebody else has it
        """
        item = self._open_item(session, person, task_id)
        if item.assignee == person.actor:
            return
        refuse_if_taken(session, person, item)
        refuse_same_eyes(self.runtime, session, person, item)
        self._change(session, item, person, Kind.STEP_CLAIMED, assignee=person.actor)

    def release(self, session: Session, person: Person, task_id: str) -> None:
        """Gives a step back to the team."""
        item = self._open_item(session, person, task_id)
        if item.assignee is None:
            return
        if item.assignee != person.actor and not self._leads(person):
            refuse_if_taken(session, person, item)
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
        if item.assignee not in (None, person.actor) and not self._leads(person):
            refuse_if_taken(session, person, item)
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
        refuse_same_eyes(self.runtime, session, colleague, item)
        said = {"to": colleague.actor, "reason": reason.strip()}
        self._change(session, item, person, Kind.STEP_HANDED_OVER, assignee=colleague.actor, **said)

    def save_draft(
        self, session: Session, person: Person, task_id: str, answers: Mapping[str, Any], revision: int
    ) -> int:
        """Keeps unfinished answers, unchecked; returns the step's new revision.

        :raises PageStale: the step has changed since the page was made
        """
        item = self._open_item(session, person, task_id)
        refuse_if_taken(session, person, item)
        refuse_if_stale(item, revision)
        revision = item.revision + 1
        values = {"draft": dict(answers), "assignee": person.actor, "revision": revision}
        session.execute(update(_item).where(_item.c.task_id == task_id).values(**values))
        return revision

    def bring(
        self, session: Session, person: Person, task_id: str, question: str, name: str, content: bytes
    ) -> FileBrought:
        """Keeps a file beside the draft of a step, until the step is completed with it.

        :raises StepTaken: somebody else has the step
        :raises AnswersRefused: no such question asks for files, or the file is not taken
        """
        item = self._open_item(session, person, task_id)
        refuse_if_taken(session, person, item)
        version_id = version_of_instance.one_or_none(session, {"b_instance": item.instance_id}).version_id
        form = self._form(session, version_id, item.form) if item.form else None
        return self.files.bring(session, person, item, form, question, name, content, self.runtime.clock.now())

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
        refuse_if_taken(session, person, item)
        if revision is not None:
            refuse_if_stale(item, revision)
        refuse_same_eyes(self.runtime, session, person, item)
        running = self.runtime.running(session, item.instance_id)
        # A hold that begins today by its dates is in force, whether or not its rows were told so yet.
        closed = running.gate.closed(running.guard, item.step, person.actor)
        if closed is not None:
            raise StepHeld(closed.sentence)
        form = self._form(session, running.version_id, item.form) if item.form else None
        if form is None and answers:
            raise AnswersRefused({"form": "This step asks for no answers"})
        kept: dict[str, Any] = {}
        said: dict[str, Any] = {}
        if form is not None:
            record = self._record(session, item, form)
            known = {**record.facts, **form_earlier.of_case(form.earlier, _data_of(running, task_id))}
            form = form.offering(record.facts) if form.offers else form
            kept = form.check(answers, known, record.people)
            said = {"form": item.form, "answers": kept}
            if chosen := form_choices.said_of(form.fields, kept):
                said["chosen"] = chosen
            if already := form_record.taken(dict(form.shown(kept)), record):
                said["from_record"] = form_record.said_of(already, kept)
            if brought := form.files(kept):
                now = self.runtime.clock.now()
                said["documents"] = self.files.hand_in(session, item, brought, form, now)
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

    def _leads(self, person: Person) -> bool:
        return self.organisation.permissions.may(person.roles, Group.LEADING)

    def _record(self, session: Session, item: WorkItemRow, form: Form) -> OfRecord:
        """What the form's bounds, contradictions and questions take from the record, as it stands now."""
        today = london_date(self.runtime.clock.now())
        return form_record.of_case(
            session, item.case_id, today, read=self.runtime.facts, facts=form.facts_asked, people=form.asks_people
        )

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
        refuse_if_not_open(session, person, item)
        if item.status == ItemStatus.HELD:
            raise StepHeld(item.reason or "A hold covers this case, so this step must wait.")
        if not self.organisation.may_do(person.roles, item.role):
            raise NotYourLane(f"{item.name!r} is for the role {item.role.lower()}, which you do not have.")
        return item

    def _change(
        self, session: Session, item: WorkItemRow, person: Person, kind: Kind, /, assignee: str | None, **said: Any
    ) -> None:
        values = {"assignee": assignee, "revision": item.revision + 1}
        session.execute(update(_item).where(_item.c.task_id == item.task_id).values(**values))
        chain_id = self.runtime.chain_of(session, item.case_id)
        append(session, chain_id, [NewEntry(kind, person.actor, item.step, said)], self.runtime.clock)


def _data_of(running: Running, task_id: str) -> Mapping[str, Any]:
    """The process data at an open step; none where it is open no more, which its completion tells."""
    return next((task.data for task in running.execution.tasks() if task.task_id == task_id), {})
