"""Requests that bring files: larger than others, and read only from somebody who is signed in.

Whoever is not signed in cannot make the house hold megabytes; a form without files is never that large.
"""

import re
from collections.abc import Iterator

from fastapi.concurrency import run_in_threadpool
from starlette.requests import cookie_parser
from starlette.types import Scope

from tasks.acts import signing
from tasks.assembly import House
from tasks.signing import NotSignedIn
from web.visitors import cookie_name

LARGEST_BODY = 1_000_000
"""Bytes of a request; forms and drafts are far smaller."""
LARGEST_WITH_FILES = 25_000_000
"""Bytes of a request that brings files; more of them come with several drafts."""
TOO_LARGE = (413, "too-large", "The request is too large", "Send less than a megabyte.")
TOO_LARGE_WITH_FILES = (
    413,
    "too-large",
    "The files are too large to be sent at once",
    "Send less than 25 MB at once: save a draft with some of the files, and then choose the others.",
)
TOO_LARGE_OF_STRANGERS = (
    413,
    "too-large",
    "The request is too large",
    "Send less than a megabyte. Files are taken only from who is signed in: sign in, and send them once more.",
)
Refusal = tuple[int, str, str, str]
"""Status, slug, title, sentence."""
_WITH_FILES = re.compile(
    r"/steps/[^/]+/(?:draft|complete)|/api/steps/[^/]+/files|/documents/[0-9]+/service|/api/documents/[0-9]+/proofs"
)


async def limit(scope: Scope, house: House) -> tuple[int, Refusal]:
    """How many bytes a request may have that is larger than most, and what is said of more."""
    if scope["method"] != "POST" or _WITH_FILES.fullmatch(scope["path"]) is None:
        return LARGEST_BODY, TOO_LARGE
    if not await run_in_threadpool(_is_somebody, scope, house):
        return LARGEST_BODY, TOO_LARGE_OF_STRANGERS
    return LARGEST_WITH_FILES, TOO_LARGE_WITH_FILES


def _is_somebody(scope: Scope, house: House) -> bool:
    for secret, kind in _secrets(scope, house):
        try:
            signing.who_is(house, secret, kind)
        except NotSignedIn:
            continue
        return True
    return False


def _secrets(scope: Scope, house: House) -> Iterator[tuple[str, str]]:
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        if name == b"authorization" and text.lower().startswith("bearer "):
            yield text[7:].strip(), "token"
        if name == b"cookie" and (secret := cookie_parser(text).get(cookie_name(house.settings))):
            yield secret, "cookie"
