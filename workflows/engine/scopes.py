"""The running instance: its top process and one scope for each sub-process or called process that is open."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from workflows.engine.host import Kind, StepEvent
from workflows.engine.merging import carried, copied, merged
from workflows.engine.refusals import BusinessError, StepFailed
from workflows.engine.token import BASE, HOME, LIVE, UNFINISHED, Token
from workflows.errors import Refused

if TYPE_CHECKING:
    from workflows.engine.host import Host
    from workflows.engine.procedure import Procedure


class Stepping:
    """What both kinds of scope do differently from SpiffWorkflow: no depth limit, no logging, joins only re-asked."""

    top_workflow: Any
    tasks: dict[str, Token]
    task_tree: Token
    completed: bool
    data: dict[str, Any]

    def plant(self, spec: Any) -> Token:
        """Put the first token on the start of the process."""
        self.task_tree = Token(self, spec.start, state=TaskState.READY)
        return self.task_tree

    def walk(self) -> list[Token]:
        """All tokens as they stand, depth first, children in their order; not those of inner scopes."""
        tasks, found = self.tasks, []
        stack = [self.task_tree]
        while stack:
            token = stack.pop()
            found.append(token)
            children = token._children
            if len(children) == 1:  # as nearly all have: what parts is rare
                stack.append(tasks[children[0]])
            elif children:
                stack.extend([tasks[child] for child in reversed(children)])
        return found

    def live(self, state: int = UNFINISHED) -> list[Token]:
        """The tokens in one of the given states, depth first."""
        return [token for token in self.walk() if token._state & state]

    def standing(self) -> dict[str, Any]:
        """What its branches have brought together so far, inner scopes included: joined where they parted."""
        inner = self.top_workflow.subprocesses
        found: dict[str, tuple[int, dict[str, Any]]] = {}
        home: set[str] = set()
        for token in reversed(self.walk()):
            below = sorted((found[child] for child in token._children if child in found), key=lambda each: each[0])
            if token._state & LIVE:
                scope = inner.get(token.id)
                standing = token.task_spec.standing(token, scope) if scope is not None else token.data
                found[token.id] = token.last_state_change, standing
            elif len(below) == 1:
                found[token.id] = below[0]
            elif below:
                found[token.id] = below[-1][0], merged(token.data, [data for _, data in below])
            if HOME in token.internal_data or any(child in home for child in token._children):
                home.add(token.id)
            elif BASE in token.internal_data and token.id in found:
                # It began later than those beside it: what it has changed since counts, not what it began with.
                at, data = found[token.id]
                found[token.id] = at, carried(token.internal_data[BASE], data, token.parent.data)
        return found[self.task_tree.id][1] if self.task_tree.id in found else self.task_tree.data

    def _task_completed_notify(self, token: Token) -> None:
        if token.task_spec.ends_scope:
            self.data = dict(token.data)
            self.completed = True
            self.ended()
            return
        for waiting in [t for t in self.walk() if t._state == TaskState.WAITING and t.task_spec.joins]:
            if waiting._state == TaskState.WAITING:
                waiting.task_spec._update(waiting)

    def ended(self) -> None:
        """Told when the scope has run to its end."""

    def _remove_task(self, task_id: str) -> None:
        tasks = self.tasks
        parent = tasks.get(tasks[task_id]._parent)
        if parent is not None:
            parent._children.remove(task_id)
        stack = [task_id]
        while stack:
            token = tasks.pop(stack.pop())
            stack.extend(token._children)


class Instance(Stepping, BpmnWorkflow):
    """One running case of a procedure.

    :ivar clock: counts state changes; orders them
    :ivar ends: end events of the top process that were reached, each once
    :ivar noted: what happened since the host was last told
    """

    def __init__(self, procedure: "Procedure") -> None:
        self.clock = 0
        self.procedure = procedure
        super().__init__(procedure.spec, procedure.subprocesses, procedure.feel, deserializing=True)
        self.ends: list[str] = []
        self.noted: list[StepEvent] = []
        self.host: Host | None = None
        self.verbose = False

    def tick(self) -> int:
        """The number of the next state change."""
        self.clock += 1
        return self.clock

    def note(self, kind: Kind, token: Token, **detail: Any) -> None:
        """Remember something for the host's record."""
        self.noted.append(StepEvent(kind, token.element, token.id, detail))

    def passed(self, token: Token) -> None:
        """Remember for a verbose host that a token left an element of which nothing else is told."""
        if self.verbose and token.task_spec.bpmn_id is not None:
            self.note("passed", token)

    def create_subprocess(self, my_task: Token, spec_name: str) -> "Scope":
        """Open the scope of a sub-process or called process."""
        scope = Scope(self.subprocess_specs[spec_name], my_task.id, self, deserializing=True)
        self.subprocesses[my_task.id] = scope
        return scope

    def scopes(self) -> "list[Stepping]":
        """The top process and every open scope, outer ones first."""
        inner = [scope for scope in self.subprocesses.values() if not scope.completed]
        inner.sort(key=lambda scope: scope.depth)
        return [self, *inner]

    def find(self, task_id: str) -> Token | None:
        """The token of that id in any open scope."""
        for scope in self.scopes():
            token = scope.tasks.get(task_id)
            if token is not None:
                return token
        return None

    def find_anywhere(self, task_id: str) -> Token | None:
        """The token of that id, in ended scopes too."""
        for scope in (self, *self.subprocesses.values()):
            token: Token | None = scope.tasks.get(task_id)
            if token is not None:
                return token
        return None

    def get_task_from_id(self, task_id: str) -> Token:
        """The token of that id.

        :raises KeyError: when there is none
        """
        token = self.find_anywhere(task_id)
        if token is None:
            raise KeyError(task_id)
        return token

    def run_inline(self, token: Token, operation: str, parameters: dict[str, Any]) -> Any:
        """Let the host do an inline service task.

        :raises BusinessError: as the host raised it
        :raises StepFailed: for any other exception, with a sentence
        """
        if self.host is None:
            raise StepFailed(f"{token.element} cannot run outside of an advance.", element=token.element)
        try:
            return self.host.run(token.element, operation, parameters, copied(token.data), token.id)
        except (BusinessError, StepFailed):
            raise
        except Refused as refused:
            raise StepFailed(refused.sentence, element=token.element) from refused
        except Exception as error:
            # Whatever a step raises must not stop the other branches of the case.
            raise StepFailed(
                f"The step {token.element} failed: {type(error).__name__}: {error}.", element=token.element
            ) from error

    def close(self, task_id: str) -> None:
        """Forget the scope of a task and all scopes inside it."""
        scope = self.subprocesses.pop(task_id, None)
        if scope is None:
            return
        for inner in [key for key in self.subprocesses if key in scope.tasks]:
            self.close(inner)


class Scope(Stepping, BpmnSubWorkflow):
    """The inside of a sub-process or of a called process."""

    def ended(self) -> None:
        """The task that opened the scope takes its data and may go on."""
        host = self.top_workflow.get_task_from_id(self.parent_task_id)
        host.task_spec.scope_ended(host)

    def cancel_all(self) -> None:
        """Take every token away."""
        for token in self.live():
            token.cancel()
        self.completed = True
