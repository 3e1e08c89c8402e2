"""How a request comes into the house: from where, by whom, and in which thread.

What a route does blocks (it asks the database), so it runs in a thread. FastAPI by itself takes a new thread for each
dependency, for the route and for its answer; four changes of thread cost more than the step that they serve. Here the
event loop reads the request and writes the answer, and one thread does all that is between.
"""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tasks.acts import signing
from tasks.assembly import House
from tasks.people import Person
from tasks.signing import NotSignedIn

_bearer = HTTPBearer(auto_error=False, description="A token from POST /api/tokens")


async def the_house(request: Request) -> House:
    """The installation that this process serves."""
    house: House = request.app.state.house
    return house


class Caller:
    """Somebody who says who they are; :class:`Door` asks the database before the route begins.

    :ivar secret: the token that they bring
    """

    def __init__(self, house: House, secret: str) -> None:
        self._house, self.secret = house, secret

    def person(self) -> Person:
        """Who it is.

        :raises NotSignedIn: the token is not one, or has ended
        """
        return signing.who_is(self._house, self.secret, "token")


async def the_caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """Who asks, not yet looked up.

    :raises NotSignedIn: they bring no token
    """
    if credentials is None:
        raise NotSignedIn("Send a token: POST /api/tokens gives one for a user name and a password.")
    return Caller(request.app.state.house, credentials.credentials)


async def the_secret(caller: Annotated[Caller, Depends(the_caller)]) -> str:
    """The token that a request brings."""
    return caller.secret


async def the_body(request: Request) -> bytes:
    """The bytes of a request that is a file; the envelope has limited how many."""
    return await request.body()


TheBody = Annotated[bytes, Depends(the_body)]
AHouse = Annotated[House, Depends(the_house)]
ASecret = Annotated[str, Depends(the_secret)]
APerson = Annotated[Person, Depends(the_caller)]
"""In a route's signature: who asks. The route is not entered unless they are signed in."""


class Door(APIRoute):
    """A route whose looking up of the person and whose work are done in one thread.

    Who is not signed in is told just that, and not what else is wrong with what they sent.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _in_one_thread(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own, but for who asks with a token that is none."""
        handle = super().get_route_handler()
        asked = _asks_who(self.dependant)

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError:
                if asked:
                    caller = await the_caller(request, await _bearer(request))
                    await run_in_threadpool(caller.person)
                raise

        return handler


def _asks_who(dependant: Dependant) -> bool:
    return dependant.call is the_caller or any(_asks_who(each) for each in dependant.dependencies)


def _in_one_thread(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    def enter(given: dict[str, Any]) -> Any:
        known = {name: value.person() if isinstance(value, Caller) else value for name, value in given.items()}
        return endpoint(**known)

    @wraps(endpoint)
    async def opened(**given: Any) -> Any:
        return await run_in_threadpool(enter, given)

    return opened
