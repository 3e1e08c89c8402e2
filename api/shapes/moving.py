"""Moving a case to another version of its procedure."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.shapes.incoming import Reason
from api.shapes.procedures import VersionView


class PlaceView(BaseModel):
    """Where a case stands, and what is otherwise there in the other version, in words."""

    element: str
    name: str
    becomes: list[str]


class MoveView(BaseModel):
    """What moving would do. ``against``: why it cannot be done; ``due``: times that run, which stay as they are."""

    instance_id: int
    before: VersionView
    after: VersionView
    places: list[PlaceView]
    due: list[tuple[str, datetime]]
    against: list[str]


class MoveTo(Reason):
    """To which version (the newest if left out), and why."""

    version: int | None = Field(default=None, ge=1, le=2**31 - 1)
