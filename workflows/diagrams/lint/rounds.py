"""Loops that never wait, and branches that overwrite each other."""

from collections.abc import Iterator

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Graph
from workflows.diagrams.lint.scene import Scene


def endless(scene: Scene) -> Iterator[Finding]:
    """Each loop that is drawn waits somewhere: for a person, a time, a message or a job."""
    nodes = {name: node for name, node in scene.graph.nodes.items() if not scene.waits(node)}
    state: dict[str, int] = {}
    for begin, node in nodes.items():
        if begin in state:
            continue
        stack = [(begin, iter([t for t in scene.exits(node) if t in nodes]))]
        state[begin] = 1
        while stack:
            name, exits = stack[-1]
            following = next(exits, None)
            if following is None:
                state[name] = 2
                stack.pop()
            elif state.get(following) == 1:
                path = [each for each, _ in stack]
                names = " → ".join([*path[path.index(following) :], following])
                yield scene.at(
                    nodes[following],
                    "endless-loop",
                    f"the loop {names} waits for nobody and for nothing, and could go round for ever. Put a task or a "
                    "timer "
                    "into it, or repeat one task with a loop marker and a maximum.",
                )
            elif following not in state:
                state[following] = 1
                stack.append((following, iter([t for t in scene.exits(nodes[following]) if t in nodes])))


def same_variable(scene: Scene) -> Iterator[Finding]:
    """Parallel branches store their results in variables of their own: of two values only one would stay."""
    graph = scene.graph
    for node in graph.nodes.values():
        if node.kind not in {"parallelGateway", "inclusiveGateway"} or len(graph.outgoing(node.id)) < 2:
            continue
        reached = [_beyond(scene, flow.target, node.id) for flow in graph.outgoing(node.id)]
        writers: dict[str, tuple[int, str]] = {}
        for index, names in enumerate(reached):
            others = set().union(*(each for at, each in enumerate(reached) if at != index))
            for name in sorted(names - others):
                for variable in _written(graph, name):
                    first = writers.setdefault(variable, (index, name))
                    if first[0] != index:
                        yield scene.at(
                            graph.nodes[name],
                            "same-variable",
                            f"{first[1]} and {name} run side by side behind {node.id} and both store {variable!r}; "
                            "one value "
                            "would be lost. Give each its own.",
                        )


def _beyond(scene: Scene, start: str, but: str) -> set[str]:
    seen = {start}
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in scene.graph.nodes:
            continue
        for target in scene.exits(scene.graph.nodes[name]):
            if target not in seen and target != but:
                seen.add(target)
                todo.append(target)
    return seen


def _written(graph: Graph, name: str) -> list[str]:
    node = graph.nodes.get(name)
    if node is None:
        return []
    back = node.passing.out if node.passing is not None else ()
    found = [*back, node.result, node.loop.output_collection if node.loop is not None else None, *node.outputs]
    if node.inner is not None:
        found += [each for inner in node.inner.nodes for each in _written(node.inner, inner)]
    return [variable for variable in found if variable is not None]


RULES = (endless, same_variable)
