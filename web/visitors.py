"""Who asks for a page, and whether a form came from one of our own pages."""

import json
import re
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from tasks.acts import signing
from tasks.assembly import House
from tasks.people import Person
from tasks.signing import NotSignedIn, csrf_is_right, typed_by
from workflows.errors import Forbidden, Malformed
from workflows.settings import Settings

UNTOLD = {"csrf", "password", "present", "again"}
"""Fields that are never shown again."""
OUR_FIELDS = {"revision", "back", "certificate", "sha256"}
"""Fields that a page fills in by itself."""
LONGEST_UNSENT = 200_000
"""Characters of a form that is carried through a sign-in; more would be too much for one request."""


WITH_FILES = re.compile(r"/steps/[^/]+/(?:draft|complete)|/documents/[0-9]+/service")
"""The pages' forms that files may come with."""
MOST_FILES = 30


@dataclass(frozen=True)
class PostedFile:
    """A file that came with a page: for which question, what the browser calls it, and what is in it."""

    question: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Posted:
    """The fields of a posted page, in their order.

    :ivar pairs: those that are text
    """

    pairs: tuple[tuple[str, str], ...] = ()
    files: tuple[PostedFile, ...] = ()

    def get(self, key: str, default: Any = None) -> Any:
        """The last value of a field."""
        return next((value for name, value in reversed(self.pairs) if name == key), default)

    def getlist(self, key: str) -> list[str]:
        """All values of a field."""
        return [value for name, value in self.pairs if name == key]


class FormNotOurs(Forbidden):
    """The form did not come from one of our pages."""


class FormUnreadable(Malformed):
    """The form could not be read."""


def cookie_name(settings: Settings) -> str:
    """The name of the session's cookie. Browsers take ``__Host-`` only from a secure site, and from it alone."""
    return "__Host-duecourse" if settings.secure_cookies else "duecourse"


def the_house(request: Request) -> House:
    """The installation that this process serves."""
    house: House = request.app.state.house
    return house


AHouse = Annotated[House, Depends(the_house)]


def the_secret(request: Request, house: AHouse) -> str:
    """The secret of the visitor's session; empty where there is none."""
    return request.cookies.get(cookie_name(house.settings), "")


ASecret = Annotated[str, Depends(the_secret)]


async def the_fields(request: Request) -> Posted:
    """The fields of a posted page; files come with the forms of steps, and as proofs of service.

    :raises FormUnreadable: it is no form, or it holds files that nobody asked for
    """
    most = MOST_FILES if WITH_FILES.fullmatch(request.url.path) else 0
    try:
        async with request.form(max_files=most, max_fields=500) as posted:
            said = posted.multi_items()
            chosen = [(name, each) for name, each in said if isinstance(each, UploadFile) and each.filename]
            files = tuple([PostedFile(name, str(each.filename), await each.read()) for name, each in chosen])
    except Exception as error:
        raise FormUnreadable(
            "The form could not be read. Go back, load the page again and send it once more."
        ) from error
    if any("\0" in name or (isinstance(value, str) and "\0" in value) for name, value in said):
        raise FormUnreadable("The form holds a NUL character, which nobody types. Type it anew, and send it once more.")
    fields = Posted(tuple((name, value) for name, value in said if isinstance(value, str)), files)
    request.state.posted = fields
    request.state.typed = [(name, value) for name, value in fields.pairs if name not in UNTOLD and value.strip()]
    return fields


AnyFields = Annotated[Posted, Depends(the_fields)]


def the_person(request: Request, house: AHouse, secret: ASecret, _typed: AnyFields) -> Person:
    """Who asks. What they sent is read first, so that it can be shown again to somebody whose session has ended.

    :raises NotSignedIn: nobody is signed in, or the session has ended
    """
    if not secret:
        raise NotSignedIn("Sign in to see this page.")
    person = signing.who_is(house, secret, "cookie")
    signing.touch(house, secret)
    request.state.person = person  # for the page that a refusal makes
    return person


APerson = Annotated[Person, Depends(the_person)]


def our_fields(posted: AnyFields, person: APerson) -> Posted:
    """The fields of a page that we made for this very person.

    :raises FormNotOurs: its token is not theirs
    """
    if not csrf_is_right(person, text(posted, "csrf")):
        raise FormNotOurs(
            "This form was not made for you by this site, or it was made before you signed in again, so nothing was "
            "done. Open the page again and send it once more."
        )
    return posted


Fields = Annotated[Posted, Depends(our_fields)]


@dataclass(frozen=True)
class Unsent:
    """What somebody had typed into a form of ours when their session ended, to be sent once they have signed in again.

    It goes to the browser and comes back with the sign-in; nothing of it is kept here.

    :ivar to: where the form was going
    :ivar by: the number of the user for whom the form was made
    :ivar pairs: its fields, without the token and without passwords
    """

    to: str
    by: int
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: Request) -> "Unsent | None":
        """Of a request that was refused; ``None`` where it brings no form of ours that is worth keeping."""
        posted: Posted | None = getattr(request.state, "posted", None)
        if posted is None or not from_this_site(request) or request.url.path in {"/sign-out", "/sign-in"}:
            return None
        kept = tuple(pair for pair in posted.pairs if pair[0] not in UNTOLD)
        by = typed_by(text(posted, "csrf"))
        to = local_path(request.url.path)
        return cls(to, by, kept) if by and to != "/" and len(json.dumps(kept)) <= LONGEST_UNSENT else None

    @classmethod
    def back(cls, posted: Posted) -> "Unsent | None":
        """As it comes back with the sign-in."""
        try:
            pairs = json.loads(text(posted, "unsent") or "[]")
            kept = tuple((str(name), str(value)) for name, value in pairs if name not in UNTOLD)
        except (ValueError, TypeError, RecursionError):
            return None
        to, by = local_path(text(posted, "unsent_to")), typed_by(text(posted, "unsent_by") + "-")
        return cls(to, by, kept) if by and to != "/" else None

    @property
    def content(self) -> str:
        """The fields as the sign-in page carries them."""
        return json.dumps(self.pairs)

    @property
    def told(self) -> list[tuple[str, str]]:
        """What a person typed or chose, without what the page itself had put in."""
        return [(name, value) for name, value in self.pairs if name not in OUR_FIELDS and value.strip()]


def text(posted: Posted, name: str) -> str:
    """One field's text; empty where there is none."""
    return str(posted.get(name) or "")


def from_this_site(request: Request) -> bool:
    """Whether a posted sign-in comes from one of our pages, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def local_path(wanted: str) -> str:
    """A path of this site as it was asked for; the work list where it is anything else."""
    # A second slash, a backslash or a control character would lead browsers to another site.
    return wanted if re.fullmatch(r"/(?![/\\])[\w\-./?=&%+#~:,]*", wanted, re.ASCII) else "/"
