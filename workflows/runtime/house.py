"""The runtime: what the doors build once and pass down."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.engine import Execution
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append, new_chain
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.runtime.guard import RULES
from workflows.runtime.means import Means
from workflows.runtime.memory import Memory
from workflows.runtime.procedures import NoSuchProcedure
from workflows.runtime.running import SYSTEM, Running
from workflows.runtime.tables import CaseFile, Instance, MessageWait
from workflows.runtime.trouble import open_incident
from workflows.runtime.words import CaseStatus, IncidentKind, InstanceStatus, MessageStatus

log = logging.getLogger(__name__)
MOST_A_DAY = 10
"""Procedures that one case may go through within a day: more is a circle."""
_case, _instance = table(CaseFile), table(Instance)
_message = table(MessageWait)
_lock_case = Prepared(select(_case.c.id).where(_case.c.id == bindparam("b_case")).with_for_update(key_share=True))


class NoSuchCase(NotFound):
    """There is no such case."""


class CaseOpenAlready(Refused):
    """Such a case is open already."""


class FactNotAsDeclared(Refused):
    """A fact of the case is not what the procedure was proved for."""


class GoesRound(Refused):
    """The procedures of a case lead round."""


class InstanceEnded(Refused):
    """The procedure of this case has ended."""


class Runtime(Means):
    """The running procedures of an installation."""

    def open_case(
        self,
        session: Session,
        reference: str,
        title: str,
        actor: str,
        *,
        procedure: str = "",
        subject: str = "",
        **said: Any,
    ) -> int:
        """Opens a case and begins its record; returns its id.

        :param procedure: that it is opened for
        :param subject: what it is about (``account/100042``); empty where there may be several at once
        :param said: goes to the record
        :raises CaseOpenAlready: a case of this procedure about this subject is open
        """
        chain_id = new_chain(session, f"case/{reference}")
        values = {
            "reference": reference,
            "title": title,
            "procedure": procedure,
            "subject": subject,
            "status": CaseStatus.OPEN,
            "outcome": "",
            "chain_id": chain_id,
            "guard": {RULES: self.rules.version},
            "opened_at": self.clock.now(),
        }
        try:
            case_id = session.execute(insert(_case).values(**values).returning(_case.c.id)).scalar_one()
        except IntegrityError as error:
            if "subject" not in str(error.orig):  # both databases name the columns
                raise
            raise CaseOpenAlready(
                f"A case of {procedure} about {subject} is open already, so no second one is opened. Work on that one."
            ) from error
        append(session, chain_id, [NewEntry(Kind.CASE_OPENED, actor, payload=said)], self.clock)
        return int(case_id)

    def start(  # what, where, with what, by whom and why
        self, session: Session, case_id: int, procedure: str, data: Mapping[str, Any], actor: str, event: str = ""
    ) -> int:
        """Starts the newest version of a procedure in a case; returns the instance's id.

        :param data: the first process data; small (ids, decisions, flags)
        :param event: what has happened: where a start event has a message of that name, the case begins there
        :raises NoSuchProcedure: nothing is published under that name
        """
        self.follow_edition(session)
        version = self.procedures.newest(session, procedure)
        if version is not None and self.edition and procedure not in self.book.procedures:
            raise NoSuchProcedure(
                f"{procedure} is no procedure of the rule book any more: edition {self.edition} holds none of that "
                "name, so no case begins with it. Put its folder back in a new edition, or begin another procedure."
            )
        if version is None:
            raise NoSuchProcedure(
                f"No procedure {procedure} is published. Propose it with `duecourse deploy {procedure}`; another "
                "person then publishes it."
            )
        compiled = self.procedures.compiled(session, version.id)
        for fact, allowed in self.procedures.facts(session, version.id).items():
            given = data.get(fact)
            if all(type(given) is not type(each) or given != each for each in allowed):  # 1 is not true
                raise FactNotAsDeclared(
                    f"{procedure} was proved for {fact} being one of {', '.join(map(str, allowed))}, and here it is "
                    f"{given!r}, so it is not started. Correct the fact, or declare this value and publish anew."
                )
        execution = Execution.start(compiled, dict(data), compiled.started_by.get(event))
        values = {
            "case_id": case_id,
            "version_id": version.id,
            "status": InstanceStatus.RUNNING,
            "revision": 0,
            "state": execution.state(),
            "waits": {},
            "opened_at": self.clock.now(),
        }
        instance_id = session.execute(insert(_instance).values(**values).returning(_instance.c.id)).scalar_one()
        chain_id = self.chain_of(session, case_id)
        clear = {"procedure": version.name, "version": version.number, "sha256": version.sha256}
        append(session, chain_id, [NewEntry(Kind.PROCEDURE_STARTED, actor, clear=clear)], self.clock)
        self.running(session, instance_id).save()
        return int(instance_id)

    def go_on(  # as Means
        self, session: Session, case_id: int, instance_id: int, ended: str, end: str, data: Mapping[str, Any]
    ) -> bool:
        """Starts the procedure that begins where another has ended, in the same case; says whether the case goes on.

        What is not published yet goes on nowhere, nor what is being worked on already in another case about the same:
        then the case closes as any other. Where it cannot be started, the case stays open and a person must look.
        """
        following = self.in_force.going_on.get((ended, end))
        newest = self.procedures.newest(session, following) if following is not None else None
        if following is None or newest is None:
            return False
        chain_id, clear = self.chain_of(session, case_id), {"procedure": following, "after": ended, "end": end}
        try:
            with session.begin_nested():
                session.execute(update(_case).where(_case.c.id == case_id).values(procedure=following))
        except IntegrityError as error:
            if "subject" not in str(error.orig):
                raise
            why = f"{following} would go on here, and is being worked on in another case about the same."
            append(
                session,
                chain_id,
                [NewEntry(Kind.CASE_CLOSED, SYSTEM, "", {"reason": why}, {"outcome": end})],
                self.clock,
            )
            return False
        append(session, chain_id, [NewEntry(Kind.CASE_GOES_ON, SYSTEM, clear=clear)], self.clock)
        try:
            self._must_not_race(session, case_id)
            with session.begin_nested():
                self.continue_with(session, case_id, following, data)
        except Refused as refused:
            task, sentence, now = f"end of {instance_id}", refused.sentence, self.clock.now()
            kind = IncidentKind.NOT_GONE_ON
            entry = open_incident(session, case_id, instance_id, task, end, kind, sentence, now)
            if entry is not None:
                append(session, chain_id, [entry], self.clock)
        return True

    def _must_not_race(self, session: Session, case_id: int) -> None:
        """Refuses the next procedure where the case has gone through too many within a day.

        :raises GoesRound: it has
        """
        since = self.clock.now() - timedelta(days=1)
        query = select(func.count()).where(_instance.c.case_id == case_id, _instance.c.opened_at > since)
        if session.execute(query).scalar_one() > MOST_A_DAY:
            raise GoesRound(
                f"This case went through more than {MOST_A_DAY} procedures within a day. Look where they lead round, "
                "mend them, and have it tried again."
            )

    def continue_with(self, session: Session, case_id: int, procedure: str, data: Mapping[str, Any]) -> None:
        """Starts a procedure in a case in which another has ended, with those of its facts that the new one declares.

        :raises Refused: it cannot be started
        """
        newest = self.procedures.newest(session, procedure)
        declared = self.procedures.facts(session, newest.id) if newest is not None else {}
        facts = {name: data[name] for name in declared if name in data}
        self.start(session, case_id, procedure, facts, SYSTEM)

    def lock_case(self, session: Session, case_id: int) -> None:
        """Waits until nobody else acts on a case, and keeps others waiting until this unit of work ends."""
        _lock_case.one_or_none(session, {"b_case": case_id})

    def tell_guard(self, session: Session, case_id: int, labels: Iterable[str]) -> None:
        """Tells the rules of a case without a running procedure what happened outside (``breathing_space_began``)."""
        guard = session.execute(select(_case.c.guard).where(_case.c.id == case_id)).scalar_one()
        when = self.when(session, case_id, london_date(self.clock.now()))
        for label in labels:
            guard = self.rules.of_case.after(guard, label, when=when)
            if label in self.rules.watched_beyond_case:  # the entry that tells of it stands in the record already
                Memory.of(session, self.rules, self.subjects).read_again(case_id)
        session.execute(update(_case).where(_case.c.id == case_id).values(guard=guard))

    def chain_of(self, session: Session, case_id: int) -> int:
        """The chain of a case's record.

        :raises NoSuchCase: there is no such case
        """
        chain_id = session.execute(select(_case.c.chain_id).where(_case.c.id == case_id)).scalar()
        if chain_id is None:
            raise NoSuchCase(f"There is no case with the number {case_id}.")
        return int(chain_id)

    def running(self, session: Session, instance_id: int) -> Running:
        """Locks an instance and brings it to rest.

        :raises InstanceEnded: it has ended
        """
        running = Running.open(self, session, instance_id)
        if running is None:
            raise InstanceEnded("This procedure has ended, so none of its steps can be done any more.")
        return running

    def instances(self, session: Session, case_id: int) -> list[int]:
        """The running instances of a case, the oldest first."""
        query = (
            select(_instance.c.id)
            .where(_instance.c.case_id == case_id, _instance.c.status == InstanceStatus.RUNNING)
            .order_by(_instance.c.id)
        )
        return [int(found) for found in session.execute(query).scalars()]

    def settle(self, session: Session, case_id: int) -> None:
        """Brings every instance of a case to rest anew: a hold has begun or ended."""
        self.lock_case(session, case_id)
        for instance_id in self.instances(session, case_id):
            if (running := Running.open(self, session, instance_id)) is not None:
                running.save()

    def send(  # what, to whom, by whom and why
        self,
        session: Session,
        case_id: int,
        name: str,
        payload: Mapping[str, Any],
        actor: str,
        reason: str = "",
        meant: Callable[[Mapping[str, Any]], bool] | None = None,
    ) -> int:
        """Sends a message to a case; returns how many of its instances were waiting for it.

        :param reason: why a person sends it; goes to the record alone
        :param meant: says of the data of an instance whether the message is for it; ``None``: it is
        """
        waits = session.execute(
            select(_message.c.instance_id, _message.c.task_id).where(
                _message.c.case_id == case_id, _message.c.name == name, _message.c.status == MessageStatus.WAITING
            )
        ).all()
        received = 0
        for instance_id, task_id in waits:
            running = Running.open(self, session, instance_id)
            if running is None:
                continue
            waiting = any(wait.task_id == task_id for wait in running.execution.messages())
            if waiting and (meant is None or meant(running.execution.data)):
                said: dict[str, Any] = {"reason": reason} if reason else {}
                running.note(Kind.MESSAGE_SENT, actor, name=name, payload=dict(payload), **said)
                running.deliver(task_id, payload)
                received += 1
            running.save()  # coming to rest may itself have moved something
        return received
