"""The JSON API of the rule book: editions, comparison, drafts."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import rule_book as shown
from tasks.acts import mending, rule_book
from tasks.acts.rule_book import DraftSeen
from workflows.editions.comparing import Changed

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["rule book"])


@router.get("/editions")
def editions(house: AHouse, person: APerson) -> shown.BookView:
    """The editions of the rule book, drafts, and what waits for a second person."""
    return shown.BookView.model_validate(rule_book.list_(house, person), from_attributes=True)


@router.get("/editions/{number}")
def edition(
    number: shown.EditionNumber,
    house: AHouse,
    person: APerson,
    against: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> shown.EditionCompared:
    """An edition (0: the one in force) and what changed in it, against the one before it or another."""
    seen = rule_book.look(house, person, number, against=against)
    return shown.EditionCompared(
        edition=shapes.EditionView.model_validate(seen.edition, from_attributes=True),
        against=seen.against,
        changed=_changed(seen.changed),
        files=seen.book.hashes,
    )


@router.get("/editions/{number}/files")
def files(number: shown.EditionNumber, house: AHouse, person: APerson) -> dict[str, str]:
    """The files of an edition (0: the one in force): path → content."""
    book = rule_book.look(house, person, number).book
    return {path: content.decode(errors="replace") for path, content in book.items()}


@router.get("/proposals/{proposal_id}/tried")
def tried(proposal_id: shapes.Row, house: AHouse, person: APerson) -> shown.TriedView:
    """What a proposal would mean for live cases, and what the last ninety days would have been: in counts."""
    return shown.TriedView.model_validate(rule_book.try_on_cases(house, person, proposal_id), from_attributes=True)


@router.get("/proposals/{proposal_id}/cases")
def cases_tried(proposal_id: shapes.Row, house: AHouse, person: APerson) -> list[shown.CaseTouchedView]:
    """The open cases that a proposal touches, and whether each could be moved to it. Looking is recorded."""
    found = rule_book.cases_tried(house, person, proposal_id)
    return [shown.CaseTouchedView.model_validate(each, from_attributes=True) for each in found]


@router.post("/drafts", status_code=201)
def begin(body: shown.NewDraft, house: AHouse, person: APerson) -> shapes.ProposalView:
    """Begins a draft against the edition in force."""
    return _view(rule_book.begin(house, person, title=body.title))


@router.get("/drafts/{proposal_id}")
def draft(proposal_id: shapes.Row, house: AHouse, person: APerson) -> shown.DraftView:
    """A draft or proposal, and what it changes."""
    return _draft(rule_book.look_at_draft(house, person, proposal_id))


@router.put("/drafts/{proposal_id}")
def save(proposal_id: shapes.Row, body: shown.DraftFiles, house: AHouse, person: APerson) -> shapes.ProposalView:
    """Saves files of a draft; refused where somebody saved it after the revision that is given."""
    written = {path: None if content is None else content.encode() for path, content in body.files.items()}
    saved = rule_book.save(house, person, proposal_id, files=written, revision=body.revision, whole=body.whole)
    return _view(saved)


@router.post("/drafts/{proposal_id}/bring-up")
def bring_up(proposal_id: shapes.Row, body: shown.Mine, house: AHouse, person: APerson) -> shapes.ProposalView:
    """Brings a draft to the edition in force; refused where both changed a file and nobody says which stays."""
    return _view(rule_book.bring_up(house, person, proposal_id, mine=frozenset(body.mine)))


@router.post("/drafts/{proposal_id}/propose")
def propose(proposal_id: shapes.Row, body: shown.Revision, house: AHouse, person: APerson) -> shapes.ProposalView:
    """Proposes a draft; refused with every objection if it is not lawful or its stories go otherwise."""
    return _view(rule_book.propose(house, person, proposal_id, revision=body.revision))


@router.get("/drafts/{proposal_id}/mend/{name}")
def mend(proposal_id: shapes.Row, name: str, house: AHouse, person: APerson) -> shown.MendingView:
    """The smallest changes with which a procedure of a draft keeps the rules that it breaks; nothing is changed."""
    seen = mending.look(house, person, proposal_id, name)
    return shown.MendingView(
        revision=seen.proposal.revision,
        changes=[shown.MendedRule(rule=rule.id, sentence=sentence) for rule, sentence in seen.changes],
        left=[shown.MendedRule(rule=rule.id, sentence=sentence) for rule, sentence in seen.left],
        changed=_changed(seen.changed),
    )


@router.post("/drafts/{proposal_id}/mend/{name}")
def take(
    proposal_id: shapes.Row, name: str, body: shown.Revision, house: AHouse, person: APerson
) -> shapes.ProposalView:
    """Takes these changes into the draft; refused where somebody saved it since."""
    return _view(mending.take(house, person, proposal_id, name, revision=body.revision))


@router.post("/drafts/{proposal_id}/discard")
def discard(proposal_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Puts a draft away, with a reason."""
    rule_book.discard(house, person, proposal_id, reason=body.reason)
    return shapes.Done()


def _view(made: object) -> shapes.ProposalView:
    return shapes.ProposalView.model_validate(made, from_attributes=True)


def _draft(seen: DraftSeen) -> shown.DraftView:
    clashes = [each.sentence for each in seen.clashes]
    return shown.DraftView(draft=_view(seen.proposal), changed=_changed(seen.changed), clashes=clashes)


def _changed(changed: list[Changed]) -> list[shown.ChangedView]:
    return [shown.ChangedView.model_validate(each, from_attributes=True) for each in changed]
