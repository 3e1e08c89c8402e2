"""A token: where an instance stands. SpiffWorkflow's task, without its logging, its clock and its recursion."""

import secrets
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.merging import carried

BASE, HOME = "base", "home"
LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
UNFINISHED = TaskState.NOT_FINISHED_MASK


class Token(Task):
    """One visit of one element.

    ``internal_data`` holds what the engine knows of it:

    * ``opened``: the number of the step at which the host let it open; ``held``: why it did not
    * ``failed``: the sentence with which its run failed; not run again before a retry
    * ``fired``: an event that has happened and is to be run; ``payload``: what came with it
    * ``timer``: the value a timer was armed with; ``job``: operation and parameters of a started service task
    * ``via``: the element through which it came to a join
    * ``base``: with what a branch began that began later than those beside it; ``home``: that the data tell its changes
      as those of the data where all parted
    * ``loop``: how far a loop has come; ``index``: which instance of a loop it is

    The id is random, so that a page of a state that was undone can never name a task of another one.
    """

    workflow: Any
    task_spec: Any
    id: str
    data: dict[str, Any]
    internal_data: dict[str, Any]
    _state: int
    _parent: Any
    _children: list[str]
    triggered: bool
    last_state_change: int

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.FUTURE) -> None:
        super().__init__(workflow, task_spec, parent, state, secrets.token_hex(8))
        self.last_state_change = workflow.top_workflow.tick()

    @property
    def element(self) -> str:
        """The id of the element in the diagram; of gateways that the engine adds, their internal name."""
        return str(self.task_spec.bpmn_id or self.task_spec.name)

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            # Steps are counted, not timed: the order survives a wrong clock and a restore.
            self.last_state_change = self.workflow.top_workflow.tick()

    def _ready(self) -> None:
        if not self._state & TaskState.FINISHED_MASK:
            self._set_state(TaskState.READY)

    def _inherit_data(self) -> None:
        # Values are shared, never altered in place: every write replaces a whole value.
        self.data = {**self.data, **self.parent.data}

    def run(self) -> bool | None:
        """Do what the element does. An exception leaves the token as it was, to be told and retried."""
        done: bool | None = self.task_spec._run_hook(self)
        if done is None:
            if self._state == TaskState.READY:
                self._set_state(TaskState.STARTED)
        else:
            self.complete()
        return done

    def complete(self) -> None:
        """Leave the element: tokens on its outgoing flows, its boundary events gone."""
        spec = self.task_spec
        if spec.passes:
            self.workflow.top_workflow.passed(self)
        spec.expand(self)
        self._set_state(TaskState.COMPLETED)
        parent = self.parent
        if parent is not None:
            parent.task_spec.child_completed(parent, self)
        self.internal_data = spec.kept(self)
        for child in self.children:
            if not child._state & TaskState.FINISHED_MASK:
                child.task_spec._update(child)
        self.workflow._task_completed_notify(self)

    def cancel(self) -> None:
        """Take the token away, with what runs inside it."""
        if self._state & TaskState.FINISHED_MASK:
            return
        for child in self.children:
            if child._state & LIVE:
                child.cancel()
            elif child._state & UNFINISHED:
                self.workflow._remove_task(child.id)
        top = self.workflow.top_workflow
        if "opened" in self.internal_data or "held" in self.internal_data:
            top.note("cancelled", self)
        self.internal_data = {}
        self._set_state(TaskState.CANCELLED)
        self.task_spec._on_cancel(self)

    def ancestry(self) -> "Iterator[Token]":
        """This token, its parent and so on up to the root."""
        tasks = self.workflow.tasks
        token = self
        while token is not None:
            yield token
            token = tasks.get(token._parent)


def brought(token: Token) -> dict[str, Any]:
    """What a token brings to where branches meet: its data, with changes counted from where all of them parted."""
    if HOME in token.internal_data:
        return token.data
    later = next((each for each in token.ancestry() if BASE in each.internal_data), None)
    return token.data if later is None else carried(later.internal_data[BASE], token.data, later.parent.data)


def common_ancestor(one: Token, other: Token) -> Token:
    """Where the paths of two tokens of one scope parted."""
    seen = {token.id for token in one.ancestry()}
    return next(token for token in other.ancestry() if token.id in seen)
