"""Questions of forms whose answers are codes of the landlord's: ``x-codes`` says of which list.

Their words are the form's own, but each answer must be one of the landlord's codes: what is said in a step is written
down as a contact, and a code that was taken out of the list would stop the case at that place. So an edition in which
a form offers a code that the list has no more is not taken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cases.contacts.codes import FILE, ContactCodes
from tasks.form_rows import is_rows
from workflows.errors import Malformed

LISTS = ("outcomes", "causes", "failure_demand")


class AnswerIsNoCode(Malformed):
    """A form offers an answer that is none of the landlord's codes, so what is said could not be written down."""


def objections(field: Mapping[str, Any], where: str) -> Iterator[str]:
    """What of a field is not written as it must be, each a sentence without its beginning."""
    named = field.get("x-codes")
    if named is None:
        return
    if named not in LISTS:
        yield f"{where}: x-codes is one of {', '.join(LISTS)}, and {str(named)[:60]!r} is none"
    if not isinstance(field.get("enum"), list):
        yield f"{where}: x-codes belongs to a question with a list of answers (enum)"


def must_be_codes(schema: Mapping[str, Any], where: str, codes: ContactCodes) -> None:
    """Refuses a form that offers a code which the landlord has not.

    :raises AnswerIsNoCode: with the form, the question, the answer and the file of the codes
    """
    for key, field in schema.get("properties", {}).items():
        if is_rows(field):
            must_be_codes(field["items"], where, codes)
        if (named := field.get("x-codes")) is None:
            continue
        known: Mapping[str, str] = getattr(codes, named)
        for answer in field["enum"]:
            if answer not in known:
                listed = f"{named.replace('_', ' ')} of organisation/{FILE}"
                raise AnswerIsNoCode(
                    f"{where}, field {key}: the answer {str(answer)[:60]!r} is none of the {listed}. Add the code "
                    "there, or take the answer out of the form."
                )
