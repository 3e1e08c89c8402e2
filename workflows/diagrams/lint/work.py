"""Steps, forms, roles, operations, decisions and called processes: all known, and known to those who do them."""

from collections.abc import Iterator

from workflows.diagrams.acts import EFFECTS
from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import HUMAN_TASKS, Graph, Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.vocabulary import Step

MOST_CALLS = 8
_ON_HOLD = ("run", "pause", "extend")
_THROWING = frozenset({"intermediateThrowEvent", "endEvent"})
_CATCHING = frozenset({"intermediateCatchEvent", "boundaryEvent"})
SYSTEM, DOCUMENT = "system", "document"


def steps(scene: Scene) -> Iterator[Finding]:
    """Each step has its row in the vocabulary: a typing error would silently disarm a rule."""
    known = scene.vocabulary.steps
    for node in scene.graph.nodes.values():
        if known and node.is_step and node.id not in known:
            yield scene.at(
                node,
                "unknown-step",
                f"{node.id} is not a step of the vocabulary. Correct the id, or add the step to steps.yaml, under "
                "`steps:` (what stands there under `events:` is none).",
            )


def acts(scene: Scene) -> Iterator[Finding]:
    """A step that does something to a person is an act of that kind: otherwise nothing would have to precede it."""
    known, effects = scene.vocabulary.steps, scene.vocabulary.effects
    for node in scene.graph.nodes.values():
        effect = effects.get(node.operation or "")
        if not effect or node.id not in known:
            continue
        kinds = EFFECTS[effect]
        if known[node.id].act not in kinds:
            yield scene.at(
                node,
                "step-without-act",
                f"{node.id} does something to a person ({node.operation}: {effect}), and no acts.yaml says that it "
                f"is an act of that kind ({' or '.join(sorted(kinds))}). Give it a row there, in law/ or in the folder "
                "of the procedure, and a rule that says what must precede it.",
            )


def machines(scene: Scene) -> Iterator[Finding]:
    """What the vocabulary says that the machine does, the machine does; what it says that people do, people do."""
    vocabulary = scene.vocabulary
    for node in scene.graph.nodes.values():
        row = vocabulary.steps.get(node.id)
        if row is None:
            continue
        if row.who == SYSTEM and node.kind in HUMAN_TASKS:
            yield scene.at(
                node,
                "not-a-persons-step",
                f"{node.id} is done by the machine (steps.yaml), and is drawn as a person's task: one click would "
                "count as done. Draw a service task with its operation, or say in steps.yaml who does it.",
            )
        if row.who in vocabulary.roles and node.kind not in HUMAN_TASKS:
            yield scene.at(
                node,
                "a-persons-step",
                f"{node.id} is done by a person, {row.who} (steps.yaml), and is drawn as a {node.kind}: nobody would "
                "have done it. Draw a user task with its form; what it calls or makes is a step of its own.",
            )
        if row.who == SYSTEM:
            yield from _done(scene, node, row)


def _done(scene: Scene, node: Node, row: Step) -> Iterator[Finding]:
    """What the machine does is what the step says: its own operation, what its act does, the document that it names."""
    vocabulary = scene.vocabulary
    own = node.id in vocabulary.operations and node.operation != node.id
    if own and node.kind not in HUMAN_TASKS:
        yield scene.at(
            node,
            "another-operation",
            f"{node.id} is the operation of that name, and is drawn as {node.operation or f'a {node.kind}'}: it would "
            f"count as done, and would not be. Give it the operation {node.id}.",
        )
    effect = vocabulary.effects.get(node.operation or "", "")
    does = frozenset().union(*EFFECTS.values())
    if (
        vocabulary.effects
        and row.act in does
        and node.kind not in HUMAN_TASKS
        and row.act not in EFFECTS.get(effect, ())
    ):
        yield scene.at(
            node,
            "sends-nothing",
            f"{node.id} is an act that does something to a person ({row.act}), and "
            f"{node.operation or f'a {node.kind}'} does not. Give it an operation that does.",
        )
    elif row.document and node.parameters.get(DOCUMENT, "").strip() != f'"{row.document}"':
        yield scene.at(
            node,
            "sends-another",
            f"{node.id} sends the document {row.document} (steps.yaml), and is drawn with "
            f'`{node.parameters.get(DOCUMENT, "none")}`. Write "{row.document}".',
        )


def people(scene: Scene) -> Iterator[Finding]:
    """Forms, roles and four eyes."""
    graph, vocabulary = scene.graph, scene.vocabulary
    roles = vocabulary.roles
    for lane in graph.lanes:
        if roles and lane.name not in roles and lane.name != SYSTEM:
            text = f"the lane {lane.name!r} is not a role. Use one of {', '.join(sorted(roles))}, or system."
            yield Finding(lane.id, lane.line, "unknown-role", f"{scene.diagram.name}, line {lane.line}: {text}")
        for ident in lane.nodes:
            if ident not in graph.nodes:
                text = f"the lane {lane.name!r} holds {ident}, which is not in {graph.id}. Move or delete it."
                yield Finding(
                    lane.id, lane.line, "lane-holds-nothing", f"{scene.diagram.name}, line {lane.line}: {text}"
                )
    for node in graph.nodes.values():
        if node.form is not None and node.form not in vocabulary.forms:
            yield scene.at(
                node, "unknown-form", f"{node.id} asks for the form {node.form!r}, which there is not. Add it."
            )
        named = node.differs_from or ("",) * ("differs_from" in node.properties)
        for other in (each for each in named if each not in scene.kin.people or each == node.id):
            yield scene.at(
                node,
                "unknown-differs-from",
                f"{node.id} must be done by somebody else than {other!r}, which is no other task for a person. Name "
                "one.",
            )
        row = vocabulary.steps.get(node.id)
        if row is not None and roles and row.who in roles and node.lane in roles and node.lane != row.who:
            yield scene.at(
                node,
                "anothers-lane",
                f"{node.id} is done by {row.who} (steps.yaml), and stands in the lane {node.lane}. Draw it there, "
                "or say in steps.yaml who does it.",
            )
        hold = node.properties.get("on_hold")
        if hold is not None and (hold not in _ON_HOLD or node.event is None or node.event.kind != "timer"):
            yield scene.at(
                node,
                "bad-on-hold",
                f"{node.id} says on_hold: {hold}. It belongs to timers and is run, pause or extend.",
            )


def decisions(scene: Scene) -> Iterator[Finding]:
    """Business rule tasks name a decision of the procedure."""
    for node in scene.graph.nodes.values():
        if node.kind == "businessRuleTask":
            if not node.decision:
                yield scene.at(node, "no-decision", f"{node.id} names no decision. Name its decision.")
            elif node.decision not in scene.decisions:
                there = ", ".join(sorted(scene.decisions))
                yield scene.at(
                    node,
                    "unknown-decision",
                    f"{node.id} calls the decision {node.decision!r}, which there is not. "
                    f"{f'There is: {there}. Correct it.' if there else 'There is none: add its file.'}",
                )


def calls(scene: Scene) -> Iterator[Finding]:
    """Called processes exist, do not call themselves, and are not nested deeper than people can follow."""
    for node in scene.graph.nodes.values():
        if node.kind != "callActivity":
            continue
        if node.called is None or node.called not in scene.processes:
            text = f"{node.id} calls the process {node.called!r}, which is in no file. Add it, or correct it."
            text = text if node.called else f"{node.id} names no process that it calls. Name one of these files."
            yield scene.at(node, "unknown-process", text)
            continue
        called = scene.processes[node.called]
        if not any(each.kind == "startEvent" and not each.events for each in called.nodes.values()):
            yield scene.at(
                node,
                "called-by-event",
                f"{node.id} calls the process {called.id}, which has no plain start event: called, it would begin "
                "without what it waits for. Draw a start event without a definition in it.",
            )
        path = _round(scene, called.id, (scene.process.id,), set())
        if path is not None and path[-1] == scene.process.id:
            yield scene.at(
                node,
                "recursive-call",
                f"{node.id} calls itself: {' → '.join(path)}. Draw a loop in one process instead.",
            )
        elif path is not None and len(path) > MOST_CALLS:
            yield scene.at(
                node, "deep-call", f"{node.id} begins a chain of {len(path)} calls; at most {MOST_CALLS} are accepted."
            )


def _round(scene: Scene, called: str, path: tuple[str, ...], seen: set[tuple[str, int]]) -> tuple[str, ...] | None:
    """The first chain of calls that comes back to its beginning or is too long.

    :param seen: (process, at which place of a chain) that led to none
    """
    if called not in scene.processes or (called, len(path)) in seen:
        return None
    seen.add((called, len(path)))
    path = (*path, called)
    if called == path[0] or len(path) > MOST_CALLS + 1:
        return path
    if called in path[:-1]:
        return None
    for inner in scene.kin.calls.get(called, ()):
        found = _round(scene, inner, path, seen)
        if found is not None:
            return found
    return None


def errors(scene: Scene) -> Iterator[Finding]:
    """An error that an end event throws is caught by a scope round it."""
    for node in scene.graph.nodes.values():
        event = node.event
        if node.kind != "endEvent" or event is None or event.kind != "error" or event.code is None:
            continue
        if not _caught(scene, scene.graph, scene.enclosing, event.code, 0):
            yield scene.at(
                node,
                "error-not-caught",
                f"the error {event.code!r} of {node.id} is caught by no boundary event round it. Add one, or end "
                "plainly.",
            )


def _caught(scene: Scene, graph: Graph, enclosing: tuple[Graph, ...], code: str, depth: int) -> bool:
    for outer in reversed(enclosing):
        if _catches(outer, graph.id, code):
            return True
        graph = outer
    sites = scene.kin.sites.get(graph.id, [])
    if not sites or depth > MOST_CALLS:
        return False
    key, known = (graph.id, code, depth), scene.kin.caught
    if key not in known:
        known[key] = all(
            _catches(inner, node.id, code) or _caught(scene, inner, _round_about(process, inner), code, depth + 1)
            for process, inner, node in sites
        )
    return known[key]


def _catches(graph: Graph, host: str, code: str) -> bool:
    return any(
        event.event is not None and event.event.kind == "error" and event.event.code in (None, code)
        for event in graph.boundary(host)
    )


def _round_about(process: Graph, inner: Graph) -> tuple[Graph, ...]:
    """The graphs round an inner one, outermost first."""
    if process is inner:
        return ()
    for node in process.nodes.values():
        if node.inner is not None and any(each is inner for each in node.inner.graphs()):
            return (process, *_round_about(node.inner, inner))
    return ()


def signals(scene: Scene) -> Iterator[Finding]:
    """A signal is thrown and caught within one case: it reaches no other, and comes from none."""
    if not scene.vocabulary.strict:
        return  # BPMN lets a signal pass that nobody waits for.
    waiting = [(n, e) for n in scene.graph.nodes.values() for e in n.events if e.kind == "signal" and e.name]
    if waiting:
        caught, thrown = scene.kin.signals(scene.process.id)
        for node, event in waiting:
            if node.kind in _THROWING and event.name not in caught:
                yield scene.at(
                    node,
                    "signal-not-caught",
                    f"the signal {event.name!r} of {node.id} is caught nowhere in its case, and it reaches no other "
                    "case. Use a service task that tells the others.",
                )
            if node.kind in _CATCHING and event.name not in thrown:
                yield scene.at(
                    node,
                    "signal-not-thrown",
                    f"{node.id} waits for the signal {event.name!r}, which nothing in its case throws, and no other "
                    "case can. Use a message, which people and the night can send, or draw what throws it.",
                )


RULES = (steps, acts, machines, people, decisions, calls, errors, signals)
