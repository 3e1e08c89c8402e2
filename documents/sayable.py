"""The facts of documents: what a paragraph may say and a condition may ask. Their values: ``documents.facts``."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.expressions.inferred import COUNT, DAY, NUMBER, TEXT, Known, list_of


class Kind(StrEnum):
    """What sort of value a fact is, and so how it is written on a page."""

    TEXT = "text"
    MONEY = "money"
    """Integer pence; written ``£1,284.16``."""
    BALANCE = "balance"
    """Integer pence, negative in credit; written ``£12.00 in credit``."""
    DAY = "date"
    """Written ``2 March 2026``."""
    LIST = "list of texts"
    """Printed as a list (``list:``), and in no sentence."""


@dataclass(frozen=True)
class Sayable:
    """A fact of documents.

    :ivar always: whether every document has it; what may be missing is null in conditions, and a paragraph that
        names it then cannot be printed
    """

    name: str
    kind: Kind
    means: str
    always: bool = True

    @property
    def label(self) -> str:
        """What it is called on a page: ``Last payment on``."""
        words = self.name.replace("_", " ")
        return f"{words[:1].upper()}{words[1:]}"


_TYPES = {
    Kind.TEXT: TEXT,
    Kind.MONEY: COUNT,
    Kind.BALANCE: NUMBER,
    Kind.DAY: DAY,
    Kind.LIST: list_of([TEXT]),
}
_FACTS = (
    ("account", Kind.TEXT, "The reference of the rent account.", True),
    ("addressee", Kind.TEXT, "The tenant's own name, as on the envelope.", True),
    (
        "salutation",
        Kind.TEXT,
        "How the tenant is addressed: Ms Whitfield; without a title the whole name.",
        True,
    ),
    ("care_of", Kind.TEXT, "Who acts for the tenant as deputy or attorney and receives the letter.", False),
    ("care_of_role", Kind.TEXT, "Whether they are deputy or attorney.", False),
    ("language", Kind.TEXT, "The language that the tenant reads, where it is recorded and is not English.", False),
    ("other_tenants", Kind.TEXT, "The names of the other joint tenants.", False),
    ("property_address", Kind.TEXT, "The address of the home, in one line.", True),
    ("reference", Kind.TEXT, "The case's reference.", True),
    ("date", Kind.DAY, "The date of the document.", True),
    (
        "reply_by",
        Kind.DAY,
        "The last day for a reply: the period that the document names, as its row is counted.",
        False,
    ),
    ("arrears", Kind.MONEY, "What is owed at the end of the document's date.", True),
    (
        "late",
        Kind.MONEY,
        "Of what is owed, what is late at the end of that date; what falls due later, or is paid in arrears, is not.",
        True,
    ),
    (
        "known_until",
        Kind.DAY,
        "The last day to whose end payments are known: of the account's last export, and before the document's date.",
        True,
    ),
    ("balance", Kind.BALANCE, "The account's balance at the end of the document's date, in credit or not.", True),
    ("other_debts", Kind.MONEY, "What is owed on the account of other debts than its own, which are no rent.", True),
    (
        "credit_elsewhere",
        Kind.MONEY,
        "What stands in credit on the account under other debts than its own; it is not counted as late.",
        True,
    ),
    ("notice_from", Kind.MONEY, "How much must be late before the landlord considers a notice, by its policy.", True),
    ("notice_recommended_on", Kind.DAY, "The day on which a notice was recommended that stands recommended.", False),
    ("rent", Kind.TEXT, "The rent and how often it falls due: £112.50 a week.", True),
    ("tenancy_start", Kind.DAY, "The day on which the tenancy began.", True),
    ("tenancy_end", Kind.DAY, "The day on which the tenancy ended.", False),
    ("last_payment", Kind.MONEY, "The last payment up to the document's date.", False),
    ("last_payment_on", Kind.DAY, "The day of that payment.", False),
    ("earlier_letter_on", Kind.DAY, "The date of the case's last letter that was sent before this document.", False),
    (
        "spoken_on",
        Kind.DAY,
        "The last day, of thirteen weeks, on which the addressee or who may speak for them was spoken with.",
        False,
    ),
    ("statement_since", Kind.DAY, "The first day of the statement.", True),
    ("statement_until", Kind.DAY, "The last day of the statement.", True),
    ("charged", Kind.MONEY, "What was added to the account in the statement's time.", True),
    ("paid", Kind.MONEY, "What was paid in or credited in the statement's time.", True),
    ("landlord", Kind.TEXT, "The landlord's name.", True),
    ("team", Kind.TEXT, "The team that writes.", True),
    ("officer", Kind.TEXT, "Who answers for the letter, by name and office.", False),
    ("complaints", Kind.TEXT, 'What follows "You can complain to us ".', False),
    ("phone", Kind.TEXT, "Its telephone number.", True),
    ("hours", Kind.TEXT, "When the telephone is answered.", True),
    ("email", Kind.TEXT, "Its e-mail address.", True),
    ("ways_to_pay", Kind.TEXT, 'What follows "You can pay ".', True),
    ("formats", Kind.TEXT, 'What follows "You can have it ".', True),
    ("named_day", Kind.DAY, "The day that the step names: of a visit, or by which something is to be done.", False),
    (
        "named_last_day",
        Kind.DAY,
        "The last day that the step names: on which a claim may begin on a notice, where it is known.",
        False,
    ),
    ("named_sum", Kind.MONEY, "The sum that the step names: an instalment, or what is late.", False),
    ("named_words", Kind.TEXT, "The words that the step names: what was agreed, or an answer.", False),
    ("named_reason", Kind.TEXT, "Why, as the step names it: of a decision, or of more time.", False),
    (
        "named_remedy",
        Kind.TEXT,
        "What is put right, or what somebody wants to come of it, as the step names it.",
        False,
    ),
    (
        "deceased",
        Kind.TEXT,
        "The tenant who died last, where none survives; of what goes to the representatives or to somebody named.",
        False,
    ),
    ("died_on", Kind.DAY, "The day on which that tenant died.", False),
    ("last_address", Kind.TEXT, "Where that tenant lived last, in one line; not where it is confidential.", False),
    ("advice", Kind.LIST, "Free debt advice: name and how to reach it, one line each.", True),
)
SAYABLE: dict[str, Sayable] = {name: Sayable(name, kind, means, always) for name, kind, means, always in _FACTS}
"""By name. A paragraph, a condition (``when``) and a list of a document speak of these and of nothing else."""
MOVED = frozenset({"charged", "paid", "last_payment"})
"""Sums of what moved on the account, which are so whatever is owed."""
STATED = frozenset({"credit_elsewhere", "notice_from"})
"""Sums that are stated beside what is owed, and are no part of it."""
SUMS = frozenset(name for name, fact in SAYABLE.items() if fact.kind in {Kind.MONEY, Kind.BALANCE})
"""Sums of money."""
OWED = SUMS - MOVED - STATED
"""Those that say what is owed: any sum of which it is not known otherwise."""
OWN = frozenset({"arrears", "balance", "late"})
"""Those that speak of the account's own debt alone."""
KNOWN = Known({name: _TYPES[fact.kind] for name, fact in SAYABLE.items()}, closed=True)
"""What conditions of documents can read."""
