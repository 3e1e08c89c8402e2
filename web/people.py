"""The people who work here: who may sign in, as what, and what administrators change of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import users
from tasks.assembly import House
from tasks.people import ROLES, SHORTEST_PASSWORD, Person
from tasks.user_rows import UserRow
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted, text
from web.words import count
from workflows.errors import Forbidden, Refused

router = APIRouter(include_in_schema=False, prefix="/people")
UserName = Annotated[str, Path(max_length=200)]
Steps = Annotated[int, Query(ge=0, le=1_000_000)]
DONE = {
    "added": "They are added, and can sign in.",
    "changed": "They are changed.",
    "ended": "They can sign in no more, and every session of theirs has ended.",
    "restored": "They can sign in again.",
    "password": "They have a new password, and every session of theirs has ended.",
    "signed-out": "They are signed out everywhere.",
}


@dataclass(frozen=True)
class Sent:
    """A form of this page that was sent and refused: what was typed is shown again, but never a password.

    :ivar act: which form
    :ivar about: the user whom it is about as the address names them; empty where somebody is added
    """

    act: str
    about: str
    refused: Refused
    posted: Posted

    def of(self, act: str, user: UserRow | None = None) -> bool:
        """Whether it was this form."""
        names = {user.username, f"user:{user.id}"} if user else {""}
        return self.act == act and self.about in names

    def typed(self, act: str, user: UserRow | None, name: str, otherwise: str = "") -> str:
        """What was typed into a field of a form; ``otherwise`` where it was not this form that was sent."""
        return text(self.posted, name) if self.of(act, user) else otherwise

    def chosen(self, act: str, user: UserRow | None, otherwise: tuple[str, ...]) -> list[str]:
        """The roles that were ticked."""
        return _roles(self.posted) or [] if self.of(act, user) else list(otherwise)

    def wrong(self, act: str, user: UserRow | None, name: str) -> str:
        """What is wrong with a field of a form; empty where that is not what was refused."""
        return self.refused.sentence if self.of(act, user) and self.refused.facts.get("field") == name else ""

    def leads_to(self, users: list[UserRow]) -> str:
        """Where on the page the form stands that was refused: at the field that is wrong, or at the form's first."""
        about = next((user for user in users if self.of(self.act, user)), None)
        if self.about and about is None:
            return "#people"
        prefix = f"user-{about.id}-{self.act}" if about else "new"
        first = {"add": "username", "change": "name", "password": "password"}.get(self.act, "reason")
        field = self.refused.facts.get("field", first)
        return f"#{prefix}-role-{next(iter(ROLES))}" if field == "roles" else f"#{prefix}-{field}"


@router.get("")
def people_page(request: Request, house: AHouse, person: APerson, done: str = "", steps: Steps = 0) -> Response:
    """Everybody who may sign in, or might once."""
    more = f" {count(steps, 'step')} of theirs went back to the team." if done == "ended" and steps else ""
    return _show(request, house, person, done=DONE.get(done, "") + more)


@router.post("")
def add(request: Request, house: AHouse, person: APerson, posted: Fields) -> Response:
    """Adds somebody."""

    def act() -> object:
        return users.add(
            house,
            person,
            username=text(posted, "username"),
            name=text(posted, "name"),
            password=text(posted, "password"),
            roles=_roles(posted) or [],
            patches=_patches(posted) or [],
        )

    return _do(request, house, person, Form("add", "", "added"), posted, act)


@router.post("/{username}/change")
def change(request: Request, house: AHouse, person: APerson, username: UserName, posted: Fields) -> Response:
    """Changes somebody's name, roles or patches; a field that is not on the form stays as it is."""

    def act() -> None:
        users.change(
            house,
            person,
            username,
            reason=text(posted, "reason"),
            name=text(posted, "name") if posted.get("name") is not None else None,
            roles=_roles(posted),
            patches=_patches(posted),
        )

    return _do(request, house, person, Form("change", username, "changed"), posted, act)


@router.post("/{username}/end")
def end(request: Request, house: AHouse, person: APerson, username: UserName, posted: Fields) -> Response:
    """Ends somebody, who can sign in no more."""

    def act() -> int:
        return users.end(house, person, username, reason=text(posted, "reason"))

    return _do(request, house, person, Form("end", username, "ended"), posted, act)


@router.post("/{username}/restore")
def restore(request: Request, house: AHouse, person: APerson, username: UserName, posted: Fields) -> Response:
    """Lets somebody who was ended sign in again."""

    def act() -> None:
        users.restore(house, person, username, reason=text(posted, "reason"))

    return _do(request, house, person, Form("restore", username, "restored"), posted, act)


@router.post("/{username}/password")
def reset_password(request: Request, house: AHouse, person: APerson, username: UserName, posted: Fields) -> Response:
    """Gives somebody a new password."""

    def act() -> None:
        users.reset_password(house, person, username, password=text(posted, "password"), reason=text(posted, "reason"))

    return _do(request, house, person, Form("password", username, "password"), posted, act)


@router.post("/{username}/sign-out")
def sign_out(request: Request, house: AHouse, person: APerson, username: UserName, posted: Fields) -> Response:
    """Signs somebody out everywhere."""

    def act() -> object:
        return users.end_all_sessions(house, person, username, reason=text(posted, "reason"))

    return _do(request, house, person, Form("sign-out", username, "signed-out"), posted, act)


@dataclass(frozen=True)
class Form:
    """A form of the page: which, about whom, and the word for its having been done."""

    act: str
    about: str
    done: str


def _do(
    request: Request, house: House, person: Person, form: Form, posted: Posted, act: Callable[[], object]
) -> Response:
    """Does an act; refused, the page is shown again with the sentence and what was typed."""
    try:
        made = act()
    except Forbidden:
        raise  # whoever may not do it may not see the page either
    except Refused as refused:
        return _show(request, house, person, Sent(form.act, form.about, refused, posted))
    steps = f"&steps={made}" if form.done == "ended" and made else ""
    return RedirectResponse(f"/people?done={form.done}{steps}", 303, HEADERS)


def _show(request: Request, house: House, person: Person, sent: Sent | None = None, done: str = "") -> Response:
    listed: list[UserRow] = users.list_(house, person)
    return page(
        request,
        "people.html",
        title="People",
        status=sent.refused.status if sent else 200,
        error=sent is not None,
        users=listed,
        roles_in_words=ROLES,
        shortest=SHORTEST_PASSWORD,
        sent=sent,
        leads_to=sent.leads_to(listed) if sent else "",
        done=done,
    )


def _roles(posted: Posted) -> list[str] | None:
    """The roles of a form, ticked one by one or joined by commas; ``None`` where it does not ask for them."""
    given = posted.getlist("roles")
    return [role.strip() for part in given for role in part.split(",") if role.strip()] if given else None


def _patches(posted: Posted) -> list[str] | None:
    """The patches of a form, a line each; ``None`` where it does not ask for them."""
    given = posted.getlist("patches")
    return [line.strip() for part in given for line in part.splitlines() if line.strip()] if given else None
