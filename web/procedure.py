"""The procedures: pictures, steps with their basis, decision tables, versions, and the rules that speak of them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from tasks.acts import procedures
from tasks.procedures_seen import VersionSeen
from web.pictures import diagram_in, picture_of_procedure
from web.rendering import page
from web.visitors import AHouse, APerson
from web.words import duration, plain
from workflows.decisions.table import DecisionTable
from workflows.diagrams import Node
from workflows.diagrams.picture import WORDS

router = APIRouter(include_in_schema=False, prefix="/procedures")


@dataclass(frozen=True)
class StepListed:
    """A row of the table of steps.

    :ivar stopped: whether a hold forbids it
    :ivar details: what is said of it besides, each with its words
    """

    node: Node
    kind: str
    said: str
    basis: str
    stopped: bool
    details: list[tuple[str, str]]


@dataclass(frozen=True)
class TableShown:
    """A decision table with its name."""

    id: str
    name: str
    table: DecisionTable


@router.get("")
def procedures_page(request: Request, house: AHouse, person: APerson) -> Response:
    """The published procedures, each with its newest version."""
    listed = procedures.list_(house, person)
    return page(
        request,
        "procedures.html",
        title="Procedures",
        newest=[versions[0] for versions in listed.procedures.values()],
        titles=listed.graphs,
        proposals=listed.proposals,
        names=listed.names,
    )


@router.get("/{name}")
def procedure(
    request: Request,
    house: AHouse,
    person: APerson,
    name: str,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """One procedure in one version, the newest unless another is asked for.

    :raises NoSuchProcedure: there is no such procedure, or no such version of it
    """
    seen = procedures.look(house, person, name, number=version)
    drawn, graph = diagram_in(seen.files, name), seen.graph
    rules = [rule for rule in seen.rules.values() if any(graph.node(step) for step in rule.steps)]
    spoken = {node.id: [rule for rule in rules if node.id in rule.steps] for _graph, node in graph.walk()}
    return page(
        request,
        "procedure.html",
        title=graph.name or name,
        name=name,
        graph=graph,
        chosen=seen.version,
        versions=seen.versions,
        picture=picture_of_procedure(drawn) if drawn else "",
        steps=_steps(seen),
        tables=[TableShown(ident, title, table) for ident, (title, table) in seen.tables.items()],
        rules=seen.rules,
        to_confirm=seen.to_confirm,
        certificate=seen.certificate,
        spoken=spoken,
        names=seen.names,
        vocabulary=seen.vocabulary,
    )


def _steps(seen: VersionSeen) -> list[StepListed]:
    """The rows of the table of steps: what is done or waited for, and the choices that have a name."""
    made: list[StepListed] = []
    for _graph, node in seen.graph.walk():
        known = seen.vocabulary.get(node.id)
        kind = WORDS.get(node.kind, "Element")
        made.append(
            StepListed(
                node=node,
                kind=kind,
                said=node.documentation or (known.means if known else ""),
                basis=seen.basis(node.id, node.properties.get("basis") or (known.law if known else "")),
                stopped=bool(known and known.enforcement),
                details=_details(node),
            )
        )
    return [row for row in made if row.node.name]


def _plain(value: str) -> str:
    """What is named, one thing or several with commas between them."""
    return ", ".join(plain(each.strip()) for each in value.split(","))


def _details(node: Node) -> list[tuple[str, str]]:
    words = {
        "due": "Due",
        "differs_from": "By another person than",
        "apart_from": "By nobody who, in an earlier case, did",
    }
    words |= {"on_hold": "In a hold, the time", "form": "Form"}
    found = [(text, node.properties[key]) for key, text in words.items() if node.properties.get(key)]
    if node.event is not None and node.event.kind == "timer":
        found.append(("Lasts", str(getattr(node.event, "value", "") or "")))
    return [
        (text, duration(value) if text == "Due" else _plain(value) if text != "Lasts" else value)
        for text, value in found
        if value
    ]
