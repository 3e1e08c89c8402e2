"""The landlord's codes for contacts: what came of one, why there are arrears, what made somebody call for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.contacts.words import HANGS_ON, Counted
from cases.organisation_lists import FOLDER, Members, OrganisationUnreadable, lists_of
from workflows.errors import Malformed

FILE = "contact_codes.yaml"
_ROW = Members("code", frozenset({"words"}))
_OUTCOME = Members("code", frozenset({"words"}), frozenset({"reached"}))


class CodeUnknown(Malformed):
    """A code of a contact is not one of the landlord's.

    Its fact ``field`` says which.
    """


class NobodyReached(Malformed):
    """Somebody is said to have been reached by a contact that reached nobody."""


@dataclass(frozen=True)
class ContactCodes:
    """Code → what it means, of each list.

    :ivar nobody: the outcomes that say that nobody was reached
    """

    outcomes: Mapping[str, str]
    causes: Mapping[str, str]
    failure_demand: Mapping[str, str]
    nobody: frozenset[str] = frozenset()

    def must_know(self, outcome: str, cause: str, failure_demand: str) -> None:
        """Refuses a code that is unknown; an outcome is wanted of every contact, the others may be empty.

        :raises CodeUnknown: with the codes that there are
        """
        if not outcome:
            raise CodeUnknown("Say what came of the contact: choose an outcome.", field="outcome")
        for field, said, known in (
            ("outcome", outcome, self.outcomes),
            ("cause", cause, self.causes),
            ("failure_demand", failure_demand, self.failure_demand),
        ):
            if said and said not in known:
                raise CodeUnknown(f"{said[:60]!r} is unknown here. Say one of {', '.join(known)}.", field=field)

    def must_agree(self, outcome: str, reached: bool) -> None:
        """Refuses that somebody was reached by a contact whose outcome says that nobody was.

        :raises NobodyReached: with what the outcome means
        """
        if reached and outcome in self.nobody:
            raise NobodyReached(
                f"The outcome {self.outcomes[outcome]!r} says that nobody was reached. Say that they were not reached, "
                "or choose the outcome of what was said with them.",
                field="reached",
            )


def codes_of(files: Mapping[str, bytes]) -> ContactCodes:
    """Reads the codes of a rule book.

    :raises OrganisationUnreadable: with list, row and remedy
    """
    lists = lists_of(files, FILE, {"outcomes": _OUTCOME, "causes": _ROW, "failure_demand": _ROW})
    said = {name: {code: placed.text("words") for code, placed in rows.items()} for name, rows in lists.items()}
    outcomes = lists["outcomes"].items()
    for counted, hangs in HANGS_ON.items():
        if counted not in said["outcomes"]:
            raise OrganisationUnreadable(
                f"{FOLDER}{FILE}, outcomes: the code '{counted}' is not there, and on it hangs that {hangs}. Put it "
                "back; its words may be your own."
            )
    nobody = frozenset(code for code, placed in outcomes if "reached" in placed.row and not placed.yes("reached"))
    if Counted.WRONG_NUMBER not in nobody:
        raise OrganisationUnreadable(
            f"{FOLDER}{FILE}, outcomes: {Counted.WRONG_NUMBER} reached nobody. Mark it `reached: false`."
        )
    return ContactCodes(**said, nobody=nobody)
