"""Steps that nobody does who had a part in an earlier case: what they are kept apart from is there."""

from collections.abc import Iterator

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import HUMAN_TASKS, Node
from workflows.diagrams.lint.scene import Scene


def apart(scene: Scene) -> Iterator[Finding]:
    """``apart_from`` names steps of other procedures, and ``apart_on`` an answer that a form makes a fact."""
    for node in scene.graph.nodes.values():
        named, asked = node.properties.get("apart_from"), node.properties.get("apart_on")
        for each in named.split(",") if named is not None else ():
            if node.kind not in HUMAN_TASKS or not _is_known(scene, each.strip()):
                yield _not_a_step(scene, node, each.strip())
        answers = scene.vocabulary.forms.values()
        if asked is not None and (named is None or not any(asked in fields for fields in answers)):
            yield scene.at(
                node,
                "unknown-apart-on",
                f"{node.id} takes the day of the earlier case from {asked!r}, which no form makes a fact. Correct the "
                "name, or say `apart_from` too.",
            )


def _is_known(scene: Scene, text: str) -> bool:
    vocabulary, (procedure, dot, step) = scene.vocabulary, text.partition(".")
    if not vocabulary.strict:
        return bool(dot)
    return step in vocabulary.steps and (vocabulary.procedures is None or procedure in vocabulary.procedures)


def _not_a_step(scene: Scene, node: Node, text: str) -> Finding:
    return scene.at(
        node,
        "unknown-apart-from",
        f"{node.id} is done by nobody who did {text!r} in an earlier case, which is no step of another procedure. "
        "Write procedure.step, at a person's task.",
    )


RULES = (apart,)
