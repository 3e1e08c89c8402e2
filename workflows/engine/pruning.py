"""Forgetting the finished past, which lives in the evidence: state and steps stay small however old a case is.

What no pending token can look at is dropped. A pending token looks at its parent (for its data, its boundary events,
its event gateway, its loop), and a join at the place where its branches parted (for the data there). So these stay:
every unfinished token, its parent, and every finished token in which two branches with unfinished tokens part.
"""

from SpiffWorkflow.util.task import TaskState

from workflows.engine.scopes import Instance, Stepping
from workflows.engine.token import BASE, UNFINISHED, Token


def prune(instance: Instance) -> None:
    """Forget, in every open scope, what is no longer needed."""
    for key, scope in list(instance.subprocesses.items()):
        if scope.completed:
            host = instance.find_anywhere(key)
            if host is None or host._state & TaskState.FINISHED_MASK:
                instance.close(key)
    for scope in instance.scopes():
        _prune(scope)


def _prune(scope: Stepping) -> None:
    order = list(scope.walk())
    tasks = scope.tasks
    live: dict[str, int] = {}
    for token in reversed(order):
        branches = sum(1 for child in token._children if live[child])
        live[token.id] = 1 if token._state & UNFINISHED else branches
    root = scope.task_tree
    if not live[root.id]:
        # Ended: only the root stays, for the shape.
        for token in order[1:]:
            del tasks[token.id]
        root._children = []
        return
    for token in order[1:]:
        if not live[token.id]:
            del tasks[token.id]
    for token in order:
        if live[token.id]:
            token._children = [child for child in token._children if live[child]]
    for token in order[1:]:
        if token.id in tasks and _passed(token, tasks):
            _take_out(token, tasks)


def _passed(token: Token, tasks: dict[str, Token]) -> bool:
    """Whether a finished token stands on a straight path: one branch below, and that one's first token finished too."""
    if token._state & UNFINISHED or len(token._children) != 1 or BASE in token.internal_data:
        return False
    return not tasks[token._children[0]]._state & UNFINISHED


def _take_out(token: Token, tasks: dict[str, Token]) -> None:
    parent, child = tasks[token._parent], tasks[token._children[0]]
    parent._children[parent._children.index(token.id)] = child.id
    child._parent = parent.id
    del tasks[token.id]
