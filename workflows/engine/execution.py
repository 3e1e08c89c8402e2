"""One running case of a procedure, as its driver sees it."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition, SignalEventDefinition
from SpiffWorkflow.util.task import TaskState

from workflows.engine import codec, stepping
from workflows.engine.merging import copied
from workflows.engine.packing import pack
from workflows.engine.procedure import Procedure
from workflows.engine.pruning import prune
from workflows.engine.refusals import TaskGone
from workflows.engine.scopes import Instance
from workflows.engine.specs.activities import HumanTask
from workflows.engine.specs.events import BoundaryEvent, raise_to_boundary
from workflows.engine.specs.gateways import RESET
from workflows.engine.token import LIVE, Token
from workflows.engine.waits import FailedTask, HeldTask, JobWait, MessageWait, OpenTask, SignalWait, TimerWait

if TYPE_CHECKING:
    from workflows.engine.host import Host


class Execution:
    """A case that runs. Not for several threads at once; the procedure is.

    What is done to it (``complete``, ``fire``, …) takes effect, and is told to the host, at the next ``advance``. A
    refused call leaves it as it was.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    @classmethod
    def start(cls, procedure: Procedure, data: Mapping[str, Any], at: str | None = None) -> "Execution":
        """A new case. Nothing has run yet.

        :param data: process data: FEEL values only
        :param at: the start event at which it begins; ``None``: the plain one, or the only one
        :raises NotStorable: when the data holds something else
        :raises NoSuchStart: there is no such start event, or several and none of them is plain
        """
        instance = Instance(procedure)
        pack(dict(data), "The data of the start")
        root = instance.plant(procedure.spec)
        root.data = copied(dict(data))
        root.internal_data["start"] = procedure.start_at(at)
        return cls(instance)

    @classmethod
    def restore(cls, procedure: Procedure, state: bytes) -> "Execution":
        """The case of a stored state.

        :raises StateUnreadable: when it is damaged or belongs to another version of the procedure
        """
        return cls(codec.load(procedure, state))

    def state(self) -> bytes:
        """The state to store: pruned, compressed, versioned; a few KB.

        :raises TooMuchData: when it is larger than 100 KB before compression
        :raises NotStorable: when the data holds something else than FEEL values
        """
        prune(self._instance)
        return codec.dump(self._instance)

    def advance(self, host: "Host") -> None:
        """Run to rest. At rest it does nothing but ask again for the steps that are held.

        :raises GoingRound: after 1,000 steps without waiting
        """
        stepping.advance(self._instance, host)

    @property
    def procedure(self) -> Procedure:
        """What it runs."""
        return self._instance.procedure

    @property
    def completed(self) -> bool:
        """Whether it has ended or was cancelled."""
        return bool(self._instance.completed)

    @property
    def ends(self) -> tuple[str, ...]:
        """The end events of the process itself that were reached, each once, in order."""
        return tuple(self._instance.ends)

    @property
    def data(self) -> dict[str, Any]:
        """A copy of the process data: the result, or while it runs what its branches have brought together so far."""
        instance = self._instance
        if instance.completed:
            return dict(copied(instance.data))
        return dict(copied(instance.standing()))

    def tasks(self) -> list[OpenTask]:
        """The human tasks that are open, in the order in which they opened."""
        found = self._tokens(lambda t: t._state == TaskState.READY and isinstance(t.task_spec, HumanTask))
        found = [t for t in found if "opened" in t.internal_data]
        found.sort(key=lambda t: t.internal_data["opened"])
        return [OpenTask(t.id, t.element, copied(t.data)) for t in found]

    def held(self) -> list[HeldTask]:
        """The steps that the host did not let open."""
        return [
            HeldTask(t.id, t.element, t.internal_data["held"])
            for t in self._tokens(lambda t: "held" in t.internal_data)
        ]

    def failed(self) -> list[FailedTask]:
        """What failed when it was run."""
        found = self._tokens(lambda t: "failed" in t.internal_data)
        return [FailedTask(t.id, t.element, t.internal_data["failed"]) for t in found]

    def timers(self) -> list[TimerWait]:
        """The timers that run."""
        found = []
        for token in self._tokens(_waits_for_time):
            spec = token.task_spec
            on_boundary = isinstance(spec, BoundaryEvent)
            found.append(
                TimerWait(
                    token.id,
                    token.element,
                    spec.timer,
                    token.internal_data["timer"],
                    _host_of(token) if on_boundary else None,
                    on_boundary and spec.cancel_activity,
                )
            )
        return found

    def messages(self) -> list[MessageWait]:
        """The messages that are waited for; a condition is one, ``= condition``: whoever knows its facts says it."""
        found = self._tokens(_waits_for_message)
        return [MessageWait(t.id, t.element, t.task_spec.told_by, t.task_spec.condition) for t in found]

    def signals(self) -> list[SignalWait]:
        """The signals that are waited for."""
        found = self._tokens(_waits_for_signal)
        return [SignalWait(t.id, t.element, t.task_spec.event_definition.name) for t in found]

    def joins(self) -> dict[str, int]:
        """The gateways at which tokens wait for others → how many there are."""
        return Counter(t.element for t in self._tokens(_waits_for_others))

    def jobs(self) -> list[JobWait]:
        """The service tasks that run as jobs."""
        return [
            JobWait(t.id, t.element, t.internal_data["job"]["operation"], copied(t.internal_data["job"]["parameters"]))
            for t in self._tokens(_is_job)
        ]

    def complete(self, task_id: str, data: Mapping[str, Any]) -> None:
        """A person has done a human task.

        :param data: replaces the members of the process data that it names; FEEL values only
        :raises TaskGone: when the task is not open any more
        """
        stepping.settle(self._instance)
        token = self._token(task_id, lambda t: isinstance(t.task_spec, HumanTask) and "opened" in t.internal_data)
        given = copied(dict(data))
        pack(given, f"The data of {token.element}")
        token.data.update(given)
        self._instance.note("completed", token, data=copied(given))
        token.complete()

    def fire(self, task_id: str) -> None:
        """A timer is due.

        :raises TaskGone: when it does not run any more
        """
        token = self._token(task_id, _waits_for_time)
        token.task_spec.catch(token)

    def deliver(self, task_id: str, payload: Mapping[str, Any]) -> None:
        """A message has arrived.

        :param payload: goes to the event's message variable, or its members are merged; FEEL values only
        :raises TaskGone: when it is not waited for any more
        """
        token = self._token(task_id, _waits_for_message)
        pack(dict(payload), f"The message for {token.element}")
        token.task_spec.catch(token, dict(payload))

    def finish(self, task_id: str, result: Any) -> None:
        """A job has done a service task.

        :param result: goes to the task's result variable; without one the members of a dictionary are merged
        :raises TaskGone: when the task does not run any more
        """
        stepping.settle(self._instance)
        token = self._token(task_id, _is_job)
        pack(result, f"The result of {token.element}")
        token.task_spec.finish(token, result)
        token.complete()

    def throw(self, task_id: str, code: str, payload: Mapping[str, Any]) -> None:
        """A job ended with a BPMN error. Caught by no boundary event, it makes the task failed.

        :raises TaskGone: when the task does not run any more
        """
        stepping.settle(self._instance)
        token = self._token(task_id, _is_job)
        pack(dict(payload), f"The error {code} of {token.element}")
        if not raise_to_boundary(token, ErrorEventDefinition, code, dict(payload)):
            sentence = f"The error {code!r} of {token.element} is caught by no boundary event."
            stepping.fail(self._instance, token, sentence)

    def retry(self, task_id: str) -> None:
        """Let something that failed run again at the next advance; the host is asked again before a step opens.

        :raises TaskGone: when it is no longer there or has not failed
        """
        token = self._token(task_id, lambda t: "failed" in t.internal_data)
        for known in ("failed", "opened", "job"):
            token.internal_data.pop(known, None)
        if token._state == TaskState.STARTED:
            token._set_state(TaskState.READY)
        elif token._state == TaskState.WAITING:
            token.task_spec.arm(token)

    def cancel(self) -> None:
        """End the whole case."""
        data = self.data
        for token in self._instance.live():
            token.cancel()
        self._instance.completed = True
        self._instance.data = data

    def _tokens(self, wanted: Callable[[Token], bool]) -> list[Token]:
        if self._instance.completed:
            return []
        return [t for scope in self._instance.scopes() for t in scope.walk() if t._state & LIVE and wanted(t)]

    def _token(self, task_id: str, wanted: Callable[[Token], bool]) -> Token:
        token = None if self._instance.completed else self._instance.find(task_id)
        if token is None or not token._state & LIVE or not wanted(token):
            element = f" ({token.element})" if token is not None else ""
            raise TaskGone(
                f"The task {task_id}{element} is no longer open; something else has happened in the case. Look "
                "at it again.",
                task_id=task_id,
            )
        return token


def _host_of(token: Token) -> str | None:
    hosts = [t for t in token.parent.task_spec.outputs if not isinstance(t, BoundaryEvent)]
    return hosts[0].name if hosts else None


def _waits_for_time(token: Token) -> bool:
    return token._state == TaskState.WAITING and token.task_spec.catches and "timer" in token.internal_data


def _waits_for_message(token: Token) -> bool:
    return token._state == TaskState.WAITING and token.task_spec.catches and token.task_spec.told_by is not None


def _waits_for_signal(token: Token) -> bool:
    spec = token.task_spec
    return (
        token._state == TaskState.WAITING and spec.catches and isinstance(spec.event_definition, SignalEventDefinition)
    )


def _waits_for_others(token: Token) -> bool:
    return token._state == TaskState.WAITING and token.task_spec.joins and RESET not in token.internal_data


def _is_job(token: Token) -> bool:
    return token._state == TaskState.STARTED and "job" in token.internal_data and "failed" not in token.internal_data
