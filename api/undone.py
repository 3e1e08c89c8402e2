"""The JSON API of acts that came to be known as void or wrong."""

from fastapi import APIRouter

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes.undone import CaseClosed, CloseCase, SentBack, UndoneView
from tasks.acts import closing, undone

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["holds"])


@router.get("/undone")
def list_undone(house: AHouse, person: APerson, settled: bool = False) -> list[UndoneView]:
    """The acts that are void or wrong, for something that came to light after them (team leaders, compliance)."""
    found = undone.list_(house, person, settled=settled)
    return [UndoneView.model_validate(each, from_attributes=True) for each in found]


@router.post("/cases/{case_id}/send-back")
def send_back(case_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> SentBack:
    """Sends a case back to its first void or wrong act, which is done anew; it settles them all (team leaders)."""
    return SentBack(step=undone.send_back(house, person, case_id, reason=body.reason))


@router.post("/cases/{case_id}/close", tags=["cases"])
def close(case_id: shapes.Row, body: CloseCase, house: AHouse, person: APerson) -> CaseClosed:
    """Closes a case before its procedure ends, with a reason; `acts_void` settles its void acts (team leaders)."""
    return CaseClosed(stays=closing.close(house, person, case_id, because=body.because, reason=body.reason).stays)


@router.post("/cases/{case_id}/undone/{undone_id}/settle")
def settle(
    case_id: shapes.Row, undone_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson
) -> shapes.Done:
    """Settles what is done about such an act: what the customer was told, and what was put right."""
    undone.settle(house, person, case_id, undone=undone_id, reason=body.reason)
    return shapes.Done()
