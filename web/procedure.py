"""The procedures: pictures, steps with their basis, decision tables, versions, and the rules that speak of them."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from tasks.assembly import House
from tasks.people import people
from web.pictures import diagram_of, picture_of_procedure
from web.rendering import page
from web.visitors import AHouse, APerson
from web.words import duration, plain
from workflows.decisions import DecisionModel
from workflows.decisions.table import DecisionTable
from workflows.diagrams import Graph, Node
from workflows.diagrams.picture import WORDS
from workflows.runtime.procedures import NoSuchProcedure, Published
from workflows.runtime.publishing import open_proposals

router = APIRouter(include_in_schema=False, prefix="/procedures")


@router.get("")
def procedures(request: Request, house: AHouse, _person: APerson) -> Response:
    """The published procedures, each with its newest version."""
    published = house.runtime.procedures
    with house.db.read() as session:
        newest = [found for name in published.names(session) if (found := published.newest(session, name))]
        titles = {each.name: published.compiled(session, each.id).graph for each in newest}
        proposals, names = open_proposals(session), people(session)
    return page(
        request, "procedures.html", title="Procedures", newest=newest, titles=titles, proposals=proposals, names=names
    )


@router.get("/{name}")
def procedure(request: Request, house: AHouse, _person: APerson, name: str, version: int | None = None) -> Response:
    """One procedure in one version, the newest unless another is asked for.

    :raises NoSuchProcedure: there is no such procedure, or no such version of it
    """
    with house.db.read() as session:
        versions = house.runtime.procedures.versions(session, name)
        chosen = next((each for each in versions if version in (None, each.number)), None)
        if chosen is None:
            which = f"no version {version} of the procedure" if versions else "no procedure"
            raise NoSuchProcedure(f"There is {which} {name}.")
        drawn = diagram_of(house, session, chosen.id, name)
        graph = house.runtime.procedures.compiled(session, chosen.id).graph
        tables = _tables(house, session, chosen)
        names = people(session)
        certificate = house.runtime.procedures.certificate(session, chosen.id)
    rules = [rule for rule in house.runtime.rules.rules if any(graph.node(step) for step in rule.steps)]
    spoken = {node.id: [rule for rule in rules if node.id in rule.steps] for _graph, node in graph.walk()}
    return page(
        request,
        "procedure.html",
        title=graph.name or name,
        name=name,
        graph=graph,
        chosen=chosen,
        versions=versions,
        picture=picture_of_procedure(drawn) if drawn else "",
        steps=_steps(house, graph),
        tables=tables,
        rules={rule.id: rule for rule in house.runtime.rules.rules},
        certificate=certificate,
        spoken=spoken,
        names=names,
        vocabulary=house.runtime.vocabulary.steps,
    )


def _steps(house: House, graph: Graph) -> list[dict[str, Any]]:
    """The rows of the table of steps: what is done or waited for, and the choices that have a name."""
    made: list[dict[str, Any]] = []
    for _graph, node in graph.walk():
        known = house.runtime.vocabulary.steps.get(node.id)
        kind = WORDS.get(node.kind, "Element")
        made.append(
            {
                "node": node,
                "kind": kind,
                "said": node.documentation or (known.means if known else ""),
                "basis": node.properties.get("basis") or (known.law if known else ""),
                "stopped": bool(known and known.enforcement),
                "details": _details(node),
            }
        )
    return [row for row in made if row["node"].name]


def _details(node: Node) -> list[tuple[str, str]]:
    words = {"due": "Due", "differs_from": "By another person than", "on_hold": "In a hold, the time", "form": "Form"}
    found = [(text, node.properties[key]) for key, text in words.items() if node.properties.get(key)]
    if node.event is not None and node.event.kind == "timer":
        found.append(("Lasts", str(getattr(node.event, "value", "") or "")))
    return [
        (text, duration(value) if text == "Due" else plain(value) if text != "Lasts" else value)
        for text, value in found
        if value
    ]


def _tables(house: House, session: Session, version: Published) -> list[dict[str, Any]]:
    """The decision tables of a version, as they are written."""
    models: Mapping[str, DecisionModel] = house.runtime.procedures.compiled(session, version.id).decisions
    found: dict[str, dict[str, Any]] = {}
    for model in models.values():
        for decision in model.decisions.values():
            if isinstance(decision.logic, DecisionTable):
                found[decision.id] = {"id": decision.id, "name": decision.name, "table": decision.logic}
    return list(found.values())
