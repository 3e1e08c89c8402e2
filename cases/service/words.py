"""The words of service: what happened to a document on its way, by which post, why it came back, what it is in law."""

from enum import StrEnum


class Delivery(StrEnum):
    """What happened to a document on its way to a person."""

    GIVEN_TO_PRINT_HOUSE = "given_to_print_house"
    """The print house has its file: it is neither posted by that nor served."""
    POSTED = "posted"
    HANDED_OVER = "handed_over"
    LEFT_AT_ADDRESS = "left_at_address"
    EMAILED = "emailed"
    PROOF_RECEIVED = "proof_received"
    RETURNED = "returned"
    """Post came back undelivered."""
    MISTAKEN = "mistaken"
    """What an earlier event says did not happen."""
    FOUND_NOT_SERVED = "found_not_served"
    """Somebody who may decide that found that a step did not serve it."""
    FOUND_SERVED = "found_served"
    """They found that it did, though it came back, or though no law says a day of it."""


BY_PEOPLE = (
    Delivery.POSTED,
    Delivery.HANDED_OVER,
    Delivery.LEFT_AT_ADDRESS,
    Delivery.EMAILED,
    Delivery.PROOF_RECEIVED,
    Delivery.MISTAKEN,
)
"""What people record by one act; that a letter came back they record by another."""
TO_THE_PERSON = frozenset({Delivery.POSTED, Delivery.HANDED_OVER, Delivery.LEFT_AT_ADDRESS, Delivery.EMAILED})
"""The steps by which a document may count as served."""
DECISIONS = frozenset({Delivery.FOUND_NOT_SERVED, Delivery.FOUND_SERVED})
"""What is found by whoever may decide whether a step served it, by an act of its own."""
TO_THE_MINUTE = frozenset({Delivery.HANDED_OVER, Delivery.LEFT_AT_ADDRESS, Delivery.EMAILED})
"""Those of which the hour decides on which day they count."""


class PostedBy(StrEnum):
    """By which post."""

    FIRST_CLASS = "first_class_post"
    SECOND_CLASS = "second_class_post"
    SIGNED_FOR = "signed_for_post"
    """Registered or recorded, as section 196(4) of the Law of Property Act 1925 calls it."""


class TakenBy(StrEnum):
    """Who took what was handed over: with the person themselves alone it is personal service."""

    THE_PERSON = "the_person"
    SOMEBODY_ELSE = "somebody_else"


class CameBack(StrEnum):
    """Why post came back, as it says on the envelope."""

    GONE_AWAY = "gone_away"
    ADDRESS_INCOMPLETE = "address_incomplete"
    REFUSED = "refused"
    NOT_CALLED_FOR = "not_called_for"
    DECEASED = "deceased"
    OTHER = "other"


class ServedAs(StrEnum):
    """What a document is in law, by which it is decided whether and when it counts as served."""

    LETTER = "letter"
    NOSP_S83 = "nosp_s83"
    S8_NOTICE = "s8_notice"
    NTQ = "ntq"
    S128_NOTICE = "s128_notice"
    S143E_NOTICE = "s143e_notice"
    S21_NOTICE = "s21_notice"
    COURT_DOCUMENT = "court_document"
    CLAIM_FORM = "claim_form"


OF_COURT = frozenset({ServedAs.COURT_DOCUMENT, ServedAs.CLAIM_FORM})
NAMES = {
    ServedAs.LETTER: "an ordinary letter",
    ServedAs.NOSP_S83: "a notice of seeking possession (Housing Act 1985 s.83)",
    ServedAs.S8_NOTICE: "a notice under Housing Act 1988 s.8",
    ServedAs.NTQ: "a notice to quit",
    ServedAs.S128_NOTICE: "a notice of proceedings (Housing Act 1996 s.128)",
    ServedAs.S143E_NOTICE: "a notice of proceedings (Housing Act 1996 s.143E)",
    ServedAs.S21_NOTICE: "a notice requiring possession (Housing Act 1988 s.21)",
    ServedAs.COURT_DOCUMENT: "a document of a claim",
    ServedAs.CLAIM_FORM: "a claim form",
}
"""Each as people read it."""
