"""The JSON API of the people who work here (administrators), and of one's own password.

In an address they are named by user name, or by number as the record does: ``user:7``.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.acts import users

router = APIRouter(prefix="/api/users", responses=PROBLEMS, route_class=Door, tags=["users"])
UserName = Annotated[str, Path(max_length=200)]


@router.get("")
def list_users(house: AHouse, person: APerson) -> list[shapes.UserView]:
    """Who works here."""
    return [shapes.UserView.model_validate(each, from_attributes=True) for each in users.list_(house, person)]


@router.post("", status_code=201)
def add(body: shapes.NewUser, house: AHouse, person: APerson) -> shapes.Done:
    """Adds a user."""
    users.add(
        house,
        person,
        username=body.username,
        name=body.name,
        password=body.password,
        roles=body.roles,
        patches=body.patches,
    )
    return shapes.Done()


@router.post("/own-password")
def change_own_password(body: shapes.OwnPassword, house: AHouse, person: APerson, request: Request) -> shapes.Done:
    """Changes one's own password; every other session of theirs ends at once."""
    address = request.client.host if request.client else "unknown"
    users.change_own_password(house, person, present=body.present, new=body.password, address=address)
    return shapes.Done()


@router.post("/{username}/change")
def change(username: UserName, body: shapes.UserChanges, house: AHouse, person: APerson) -> shapes.Done:
    """Changes a user's name, roles or patches, with a reason."""
    users.change(house, person, username, reason=body.reason, name=body.name, roles=body.roles, patches=body.patches)
    return shapes.Done()


@router.post("/{username}/end")
def end(username: UserName, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Ends a user, who can sign in no more; every session of theirs ends at once, and their steps go back."""
    return shapes.Done(steps=users.end(house, person, username, reason=body.reason))


@router.post("/{username}/restore")
def restore(username: UserName, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Lets somebody who was ended sign in again."""
    users.restore(house, person, username, reason=body.reason)
    return shapes.Done()


@router.post("/{username}/password")
def reset_password(username: UserName, body: shapes.NewPassword, house: AHouse, person: APerson) -> shapes.Done:
    """Gives somebody a new password; every session of theirs ends at once."""
    users.reset_password(house, person, username, password=body.password, reason=body.reason)
    return shapes.Done()


@router.post("/{username}/end-sessions")
def end_sessions(username: UserName, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Signs somebody out everywhere."""
    users.end_all_sessions(house, person, username, reason=body.reason)
    return shapes.Done()
