"""Who may sign in."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict


class NewUser(Strict):
    """Somebody who may sign in."""

    username: str = Field(max_length=200, examples=["sam"])
    name: str = Field(max_length=200, examples=["Sam Lee"])
    password: str = Field(max_length=1000, examples=["a long enough password"])
    roles: list[str] = Field(min_length=1, max_length=20, examples=[["officer"]])
    patches: list[str] = Field(default_factory=list, max_length=500, examples=[["East 1"]])


class UserChanges(Strict):
    """What is changed of a user; what is left out stays as it is."""

    reason: str = Field(max_length=2000, examples=["Moved to the other team"])
    name: str | None = Field(default=None, max_length=200)
    roles: list[str] | None = Field(default=None, max_length=20)
    patches: list[str] | None = Field(default=None, max_length=500)


class NewPassword(Strict):
    """A new password, and why it is given."""

    password: str = Field(max_length=1000)
    reason: str = Field(max_length=2000, examples=["Forgotten; asked in person"])


class OwnPassword(Strict):
    """One's own new password, and the present one."""

    present: str = Field(max_length=1000)
    password: str = Field(max_length=1000, examples=["a long enough password"])


class UserView(BaseModel):
    """Somebody who may sign in, or might once."""

    id: int
    username: str
    name: str
    roles: list[str]
    patches: list[str]
    active: bool
    sessions: int
    seen_at: datetime | None
    steps: int
