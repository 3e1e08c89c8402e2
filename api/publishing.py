"""The JSON API of publishing: propose, see what is proved, publish, withdraw; and the wording of letters."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import procedures as shown
from tasks.acts import beginning, law, procedures, wording

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["procedures"])
ParagraphName = Annotated[str, Path(max_length=100)]


@router.post("/procedures/{name}/proposals", status_code=201)
def propose(
    name: shapes.ProcedureName, body: shapes.ProcedureFiles, house: AHouse, person: APerson
) -> shapes.ProposalView:
    """Proposes a procedure's next version (process owners); refused with every objection if it is not lawful."""
    files = {path: content.encode() for path, content in body.files.items()}
    proposal = procedures.propose(house, person, name, files=files)
    return shapes.ProposalView.model_validate(proposal, from_attributes=True)


@router.post("/diagrams/repair")
def repair(body: shown.DiagramAsked, house: AHouse, person: APerson) -> shown.DiagramRepaired:
    """Repairs a diagram as far as can be (process owners): end events, names, operations for what is code, and so on.

    Nothing is kept: what is repaired is the answer. Each change is told, and what is left.
    """
    made = procedures.repair(house, person, name=body.name, content=body.content.encode(), outside=body.outside)
    return shown.DiagramRepaired(
        content=made.content.decode(),
        differences=[shown.DifferenceView(**each.plain) for each in made.differences],
        findings=[shown.FindingView(**each.plain) for each in made.findings],
    )


@router.get("/beginnings", tags=["cases"])
def beginnings(house: AHouse, person: APerson) -> list[shapes.BeginningView]:
    """The procedures that one may begin by hand."""
    return [shapes.BeginningView.model_validate(each, from_attributes=True) for each in beginning.list_(house, person)]


@router.post("/procedures/{name}/cases", tags=["cases"], status_code=201)
def begin(name: shapes.ProcedureName, body: shapes.NewCase, house: AHouse, person: APerson) -> shapes.CaseBegun:
    """Begins a procedure about a debt, where it says that a person may."""
    said = {"account": body.account, "reason": body.reason, "another_than": body.another_than}
    return shapes.CaseBegun(case=beginning.begin(house, person, name, **said))


@router.get("/proposals")
def proposals(house: AHouse, person: APerson) -> list[shapes.ProposalView]:
    """The proposals that wait for a second person."""
    found = procedures.list_(house, person).proposals
    return [shapes.ProposalView.model_validate(each, from_attributes=True) for each in found]


@router.get("/proposals/{proposal_id}/certificate")
def examined(proposal_id: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """What is proved of a proposal today: the certificates that publishing it would give, and the objections."""
    seen = procedures.examine(house, person, proposal_id)
    made = seen.examined
    certificates = {name: each.certificate for name, each in made.procedures.items()}
    alone = next(iter(certificates.values())) if len(certificates) == 1 else None
    said = {"sha256": made.sha256, "objections": list(made.objections), "told": list(made.told)}
    said |= {"of_law": list(made.of_law), "to_confirm": seen.to_confirm}
    return {**said, "certificate": alone, "certificates": certificates}


@router.post("/proposals/{proposal_id}/publish")
def publish(
    proposal_id: shapes.Row, house: AHouse, person: APerson, body: shapes.Seen | None = None
) -> shapes.EditionMade:
    """Publishes a proposal of somebody else as an edition: what has the certificate that was looked at, or nothing."""
    made = procedures.publish(house, person, proposal_id, seen=body.certificate if body else "")
    return shapes.EditionMade(
        edition=shapes.EditionView.model_validate(made.edition, from_attributes=True),
        versions=[shapes.VersionView.model_validate(each, from_attributes=True) for each in made.versions.values()],
    )


@router.post("/proposals/{proposal_id}/withdraw")
def withdraw(proposal_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Takes a proposal off the table, with a reason."""
    procedures.withdraw(house, person, proposal_id, reason=body.reason)
    return shapes.Done()


@router.get("/procedures/{name}/versions/{number}/certificate")
def certificate(name: shapes.ProcedureName, number: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """The certificate under which a version was published; `duecourse check --certificate` makes it again."""
    seen = procedures.look(house, person, name, number=number)
    return {
        "sha256": seen.version.certificate_sha256,
        "certificate": seen.certificate,
        "to_confirm": seen.to_confirm,
    }


@router.get("/law", tags=["law"])
def law_rows(house: AHouse, person: APerson) -> list[shapes.LawRowView]:
    """Every row of law and policy, and who confirmed it."""
    return [
        shapes.LawRowView(
            place=row.place,
            says=list(row.says),
            source=row.source,
            policy=row.policy,
            sure=row.sure,
            confidence=row.confidence,
            begins=row.begins,
            ends=row.ends,
            sha256=row.sha256,
            confirmed_by=row.confirmed.by if row.confirmed else None,
            confirmed_at=row.confirmed.at if row.confirmed else None,
        )
        for rows in law.list_(house, person).tables.values()
        for row in rows
    ]


@router.post("/law/confirm", tags=["law"])
def confirm_law(body: shapes.LawRowSeen, house: AHouse, person: APerson) -> shapes.Done:
    """Confirms a row of law, word for word (compliance)."""
    law.confirm_(house, person, row=body.row, sha256=body.sha256)
    return shapes.Done()


@router.get("/wording", tags=["wording"])
def paragraphs(house: AHouse, person: APerson) -> list[shapes.ParagraphView]:
    """Every document as a whole and every paragraph that holds today, and whether it is confirmed."""
    seen = wording.list_(house, person)
    return [
        shapes.ParagraphView(
            id=each.key,
            heading=each.heading,
            text=each.text,
            source=each.source,
            edition=each.edition,
            sha256=each.sha256,
            confirmed=each.key not in seen.waiting,
        )
        for each in seen.paragraphs
    ]


@router.post("/wording/{paragraph}/confirm", tags=["wording"])
def confirm(paragraph: ParagraphName, body: shapes.WordsSeen, house: AHouse, person: APerson) -> shapes.Done:
    """Confirms a paragraph, word for word, or a document as a whole (compliance)."""
    wording.confirm_(house, person, paragraph=paragraph, sha256=body.sha256)
    return shapes.Done()
