"""Gateways that choose among events, and those that wait for some of several ways."""

from collections.abc import Iterator

from workflows.diagrams.finding import Finding
from workflows.diagrams.lint.scene import Scene


def complex_gateways(scene: Scene) -> Iterator[Finding]:
    """A complex gateway goes on once enough of its ways in have brought a token; anything else is not run."""
    for node in scene.graph.nodes.values():
        if node.kind != "complexGateway":
            continue
        ways, leaving = len(scene.graph.incoming(node.id)), scene.graph.outgoing(node.id)
        if node.needs is None or not 1 <= node.needs <= ways or ways < 2 or len(leaving) != 1:
            yield scene.at(
                node,
                "complex-gateway",
                f"the complex gateway {node.id} is run where one flow leaves it and its activation condition says how "
                f"many of its ways in are enough: activationCount >= 2, from 1 to their number ({ways}). Say it so, or "
                "use other gateways.",
            )
        elif leaving[0].condition is not None:
            yield scene.at(
                leaving[0],
                "condition-not-asked",
                f"the flow {leaving[0].id} has a condition, but it leaves the complexGateway {node.id}, which asks "
                "none. Put an exclusive gateway behind it.",
            )


def event_gateways(scene: Scene) -> Iterator[Finding]:
    """An event-based gateway leads to events that wait, and to nothing else."""
    for node in scene.graph.nodes.values():
        if node.kind != "eventBasedGateway":
            continue
        targets = [scene.graph.nodes.get(flow.target) for flow in scene.graph.outgoing(node.id)]
        waiting = [t for t in targets if t is not None and t.kind in {"intermediateCatchEvent", "receiveTask"}]
        if len(waiting) < 2 or len(waiting) < len(targets):
            yield scene.at(
                node,
                "event-gateway-targets",
                f"the event-based gateway {node.id} must lead to two or more catching events or receive tasks, and to "
                "nothing else.",
            )
        for target in waiting:
            if scene.graph.boundary(target.id):
                yield scene.at(
                    target,
                    "event-gateway-targets",
                    f"{target.id} stands behind the event-based gateway {node.id} and must not have events on it "
                    "(BPMN 10.6.6). Draw them as events behind the gateway.",
                )
            if len(scene.graph.incoming(target.id)) > 1:
                yield scene.at(
                    target,
                    "event-gateway-shared",
                    f"{target.id} stands behind the event-based gateway {node.id} and is entered from elsewhere "
                    "too. Draw it twice.",
                )


RULES = (complex_gateways, event_gateways)
