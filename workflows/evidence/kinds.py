"""Every kind of entry, once: what is recorded, in whose chain, and what its payload says.

Whoever writes, reads, follows, shows or checks entries takes the words from here. A kind is never renamed: entries of
earlier versions are read by the same words for ever. ``…`` after a payload's member: it may be missing.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What happened, in a few words in lower case, as the body of an entry says it."""

    # Of an organisation.
    INSTALLATION_SET_UP = "installation set up"
    """Clear: organisation, demo."""
    EXPORT_IMPORTED = "export imported"
    """Clear: kind, file, sha256, rows, added, changed, unchanged, refused, broken_off… (true: read no further),
    left_out… (true: nothing of the file was kept, for a row of it was refused)."""
    HOLD_PLACED = "hold placed"
    """Payload: hold, kind, begins_on, ends_on, source, reason, accounts, customers."""
    HOLD_RELEASED = "hold released"
    """Payload: hold, reason, placed_in_error…."""
    ACT_SETTLED = "act settled"
    """Step. Payload: act, hold, reason. What is done about an act that came to be known as void or wrong."""
    WORDING_CONFIRMED = "wording confirmed"
    """Clear: paragraph, sha256."""
    SIGNING_KEY_CHANGED = "signing key changed"
    """Clear: key, next (both public, base64)."""
    DATABASE_UPGRADED = "database upgraded"
    """Clear: from_version, to_version. Payload: closed… (cases that had a second one open beside them)."""

    # Of a person who works here.
    USER_ADDED = "user added"
    """Clear: user. Payload: name, roles, patches…."""
    USER_CHANGED = "user changed"
    """Clear: user. Payload: name, roles, patches, reason."""
    USER_ENDED = "user ended"
    """Clear: user. Payload: reason."""
    USER_RESTORED = "user restored"
    """Clear: user. Payload: reason."""
    PASSWORD_RESET = "password reset"  # noqa: S105 -- the name of an entry
    """Clear: user. Payload: reason. Every session of theirs has ended with it."""
    PASSWORD_CHANGED = "password changed"  # noqa: S105 -- the name of an entry
    """Clear: user, count (of their other sessions, which have ended with it)."""
    SESSIONS_ENDED = "sessions ended"
    """Clear: user, count. Payload: reason."""
    SIGNED_IN = "signed in"
    """Payload: address, kind."""
    SIGN_IN_REFUSED = "sign-in refused"
    """Payload: address."""
    SIGNED_OUT = "signed out"
    LIST_LOOKED_AT = "list looked at"
    """Payload: list, and what was asked for: a list that names people of several cases."""

    RISK_RECORDED = "risk recorded"
    """Payload: risk, kind, what, owner, review_on, account, pence. In the organisation's record, like the next two."""
    RISK_FOLLOWED_UP = "risk followed up"
    """Payload: risk, words, review_on."""
    RISK_CLOSED = "risk closed"
    """Payload: risk, outcome."""

    WORK_HANDED_OVER = "work handed over"
    """Clear: steps (how many). Payload: of, patch, to, reason. In the organisation's record, beside each case's."""
    RENT_YEAR_CORRECTED = "rent year corrected"
    """Clear: calendar, year, replaces…. Payload: begins_on, weeks, rent_free, reason. In the organisation's record."""

    # Of an account: the debts on it, and the tenancy that it is for.
    ACCOUNT_LOOKED_AT = "account looked at"
    """Payload: what… (why something is done or nothing; the account itself where it does not say)."""
    PAYMENT_DAYS_RECORDED = "payment days recorded"
    """Payload: method, every, first_on, reason; ended… (of the days that stood before)."""
    TENANCY_CORRECTED = "tenancy corrected"
    """Payload: terms or part (what is said now), replaces… (the number of the row that stood), confirmed… (what is
    unusual of it, sentence by sentence, which was confirmed; true in entries of before), reason."""

    STATEMENT_GIVEN = "statement given"
    """Payload: span, since, until, tenant, to, asked, format, pages, sha256, wording, facts_sha256.

    Given to who acts for the tenant: role…, evidence… beside."""

    # Of the rule book.
    EDITION_PUBLISHED = "edition published"
    """Clear: number, sha256, parent, proposal. Payload: title, proposed_by."""
    CHANGE_PROPOSED = "change proposed"
    """Clear: proposal, parent, sha256, examined. Payload: title, paths. Of more than one procedure's folder."""
    LAW_CONFIRMED = "law confirmed"
    """Clear: row, sha256."""

    # Of a procedure.
    PROCEDURE_PROPOSED = "procedure proposed"
    """Clear: procedure, sha256, certificate, proposal."""
    PROPOSAL_WITHDRAWN = "proposal withdrawn"
    """Clear: proposal. Payload: reason."""
    PROCEDURE_PUBLISHED = "procedure published"
    """Clear: procedure, version, sha256, compiled, certificate. Payload: certificate, proposed_by."""
    PUBLICATION_REFUSED = "publication refused"
    """Payload: sentence, refusal, findings."""

    # Of a case.
    COLLEAGUE_ASKED = "colleague asked"
    """Payload: consultation, of, question, answer_by."""
    COLLEAGUE_ANSWERED = "colleague answered"
    """Payload: consultation, answer, came_back… (why somebody else answers than was asked)."""
    QUESTION_WITHDRAWN = "question withdrawn"
    """Payload: consultation, reason."""
    CASE_OPENED = "case opened"
    """Payload: account, why (the decision, with the rows that matched)."""
    CASE_CLOSED = "case closed"
    """Clear: outcome. Payload: reason. Where a case is closed otherwise than by the end of its procedure."""
    CASE_GOES_ON = "case goes on"
    """Clear: procedure, after, end. Another procedure goes on where one has ended; it does not close the case."""
    CASE_LOOKED_AT = "case looked at"
    """Payload: what… (a page or a list that shows it; the case itself where it does not say)."""
    DOCUMENT_LOOKED_AT = "document looked at"
    """Payload: document."""
    RECORD_CHECKED = "record checked"
    RECORD_EXPORTED = "record exported"
    PROCEDURE_STARTED = "procedure started"
    """Clear: procedure, version, sha256."""
    VERSION_MOVED = "version moved"
    """The case was moved to another version of its procedure, or taken back. Clear: procedure, before, after (numbers).
    Payload: places, reason, taken_back… (true)."""
    PROCEDURE_ENDED = "procedure ended"
    """Payload: ends (the ids of the end events)."""
    MESSAGE_SENT = "message sent"
    """Payload: name, payload."""
    HOLD_BEGAN = "hold began"
    """Step: ``<kind>_began``, or none where the rules need not be told. Payload: kind, begins_on, ends_on, source, …"""
    HOLD_ENDED = "hold ended"
    """The same, with ``<kind>_ended``; released_on and released_because… where somebody ended it."""
    DOCUMENT_SENT = "document sent"
    """Payload: document, sha256, method, left_at (served_at in entries of before). It was given to the print house,
    which is neither posted nor served; about that moment, which a crash may part from the entry's own."""
    DOCUMENT_WITHDRAWN = "document withdrawn"
    """Payload: document, sha256, sentence. It was made and never left."""
    SERVICE_RECORDED = "service recorded"
    """Payload: service, document, delivery, method, on, at, served_as, agreed_in_writing, proof, proof_document,
    counts_on, rule, why, sources (row, source, confidence), must_check, corrects, taken_by, held (why it has no effect
    while a hold is in force, or counts on no day until somebody decides); and place, done_by, handed_to, relation,
    witness, clause, note, of which nothing stands there where the address is confidential."""
    SERVICE_DECIDED = "service decided"
    """Payload: service, document, of (the event of the step), delivery (found_served, found_not_served), on, counts_on,
    rule, why, relied (step, on: what was done since the day on which it counted); and note, as above."""
    MAIL_RETURNED = "mail returned"
    """Payload: service, document, of (the event that came back), on, reason, why, sources, undoes, address_doubted; and
    place, note, as above."""
    PROOF_OF_SERVICE_BROUGHT = "proof of service brought"
    """Payload: document (whose), documents (the file that was brought)."""
    INCIDENT_OPENED = "incident opened"
    """Payload: what, sentence."""
    INCIDENT_RESOLVED = "incident resolved"
    """Payload: reason."""

    # Of a debt, in its account's record. Clear: agreement, claim or request (a number).
    AGREEMENT_MADE = "agreement made"
    """Clear: agreement, case… (in whose step). Payload: kind, frequency, first_due, tolerance_days, agreed_with,
    channel, budget, without_budget, above_budget, approved_by, supersedes, debts (account, debt, owed_pence,
    not_late_pence, instalment_pence), parties (person, authority, representative)."""
    AGREEMENT_PROPOSED = "agreement proposed"
    """The same, and waits (why somebody who leads must approve it, a sentence each): nothing is counted by it yet."""
    AGREEMENT_DECLINED = "agreement declined"
    """Payload: reason."""
    AGREEMENT_VARIED = "agreement varied"
    """Payload: reason, before and after (frequency, first_due, debts)."""
    AGREEMENT_MISSED = "agreement missed"
    """The first night beyond its tolerance. Payload: missed_on, behind_pence, because (a sentence a debt)."""
    AGREEMENT_WARNED = "agreement warned"
    """Payload: mend_by, how (the period, in words)."""
    AGREEMENT_MENDED = "agreement mended"
    """Payload: because."""
    AGREEMENT_BREACHED = "agreement breached"
    """Payload: mend_by, behind_pence, because."""
    AGREEMENT_COMPLETED = "agreement completed"
    AGREEMENT_REOPENED = "agreement reopened"
    """It was completed by a payment that was taken back, and lives again. Payload: because."""
    AGREEMENT_ENDED = "agreement ended"
    """Payload: reason."""
    NOTICE_WITHDRAWN = "notice withdrawn"
    """Of an account. Clear: notice. Payload: reason, stood (how it stood until then)."""
    BENEFIT_RECORDED = "benefit recorded"
    """Clear: claim, replaces…. Payload: person, and what is known of the claim."""
    BENEFIT_OFFICE_ASKED = "benefit office asked"
    """Clear: claim. Payload: kind (asked, chased, answered), on, words, ask_again_on."""
    DIRECT_PAYMENT_REQUESTED = "direct payment requested"
    """Clear: claim, request. Payload: kind, tenant_view, tenant_asked_on, tenant_said, budget, affordability, on."""
    DIRECT_PAYMENT_ANSWERED = "direct payment answered"
    """Clear: request. Payload: outcome, on, words."""

    # Of a person, in their own record.
    BUDGET_RECORDED = "budget recorded"
    """Clear: budget, supersedes. Payload: made_on, made_with, people, surplus_pence, most_pence, token."""

    # Of a step, whose id the entry bears.
    STEP_OPENED = "step opened"
    STEP_STARTED = "step started"
    STEP_COMPLETED = "step completed"
    """Payload: form, answers (a person's); result… (the machine's); documents… (letters that it made)."""
    STEP_CANCELLED = "step cancelled"
    STEP_HELD = "step held"
    """Payload: reason, because (``hold`` or ``rule``)."""
    STEP_FAILED = "step failed"
    """Payload: sentence."""
    STEP_CLAIMED = "step claimed"
    STEP_RELEASED = "step released"
    """Payload: of…, because… (whose it was, and ``user ended``: whoever ended them gave it back)."""
    STEP_HANDED_OVER = "step handed over"
    """Payload: to, reason, of… (whose it was, where a whole desk or patch was handed over)."""
    STEP_REOPENED = "step reopened"
    """Payload: reason, completed_by."""
    ACTS_STRUCK = "acts struck"
    """Acts of the case are void or wrong, for something that came to light later. Clear: strikes (the numbers of their
    entries). Payload: event, because, acts (each in words). The rules count on them no more."""
    ACTS_RESTORED = "acts restored"
    """Acts that were struck count again, for what struck them was a mistake. Clear: restores (the numbers of their
    entries). Payload: because, acts (each in words)."""
    CASE_SENT_BACK = "case sent back"
    """The case stands again where it stood before an act that has no effect, to do it anew. Step: of that act. Clear:
    back_to (the number of its entry), reopens (those of completed steps that are open once more). Payload: reason."""
    DECISION_TAKEN = "decision taken"
    """Payload: value, matched, facts…."""
    WAY_CHOSEN = "way chosen"
    """Payload: flows."""
    TIME_CAME = "time came"
    MESSAGE_RECEIVED = "message received"
    END_REACHED = "end reached"

    # Of a person who owes, or might: in the record of theirs.
    PERSON_LOOKED_AT = "person looked at"
    """Payload: what… (the person's page where it does not say)."""
    DEATH_RECORDED = "death recorded"
    """Payload: died_on, source, reason, survivors (who is a joint tenant with them and goes on)."""
    DEATH_TAKEN_BACK = "death taken back"
    """It was recorded here by mistake. Payload: reason."""
    CONTACT_RECORDED = "contact recorded"
    """Payload: contact, at, direction, channel, with_whom, representative, with_name, authorised, identity_checked,
    account_told, reached, said, outcome, cause, failure_demand, hazard, hazard_said, account, case, corrects."""
    CONTACT_DETAIL_CHANGED = "contact detail changed"
    """Payload: detail, kind, value, status, confirmed_how, reason, replaces."""
    NEEDS_RECORDED = "needs recorded"
    """Payload: language, interpreter, format, reading_difficulty, notes."""
    PREFERENCE_RECORDED = "preference recorded"
    """Payload: way, wish, said_on, source."""
    HOUSEHOLD_CHANGED = "household changed"
    """Payload: member, and name, relation, born_year, age_band, notes (of whom came), or reason (of whom left)."""
    REPRESENTATIVE_RECORDED = "representative recorded"
    """Payload: representative, name, role, acts, evidence, from_on, until_on."""
    REPRESENTATIVE_ENDED = "representative ended"
    """Payload: representative, reason."""
    VULNERABILITY_RECORDED = "vulnerability recorded"
    """Clear: restricted… (true: who may not see its kind is shown nothing of what it says). Payload: vulnerability,
    kind, detail, effect, adjustments, from_on, review_on, source, warn."""
    VULNERABILITY_REVIEWED = "vulnerability reviewed"
    """Clear: restricted…. Payload: vulnerability, replaces, kind, detail, review_on."""
    VULNERABILITY_ENDED = "vulnerability ended"
    """Clear: restricted…. Payload: vulnerability, kind, reason."""
    PROMISE_TAKEN = "promise taken"
    """Also of the account. Payload: promise, contact, account, amount_pence, due_on."""
    PROMISE_DECIDED = "promise decided"
    """Also of the account. Payload: promise, stands (kept or broken), known_until (of the ledger by which it is so)."""
    RECOMMENDATION_OVER = "recommendation over"
    """Of an account. Payload: recommended_on, because."""
    REFERRAL_MADE = "referral made"
    """Clear: restricted… (as of a vulnerability). Payload: kind… (of vulnerability, of which it tells), referral,
    contact, partner, severity, reason, consent_how, consent_on, due_by, due_rule."""
    REFERRAL_CHASED = "referral chased"
    """Clear: restricted…. Payload: kind…, referral, words, again_on."""
    REFERRAL_CLOSED = "referral closed"
    """Clear: restricted…. Payload: kind…, referral, outcome, award_pence… (of a grant)."""
    REFERRAL_TAKEN_BACK = "referral taken back"
    """The person took back what they agreed to. Clear: restricted…. Payload: kind…, referral, on, how, with… (the
    referral to the same partner that was named)."""
    REFERRAL_PARTNER_TOLD = "referral partner told"
    """The partner was told so. Clear: restricted…. Payload: kind…, referral, on, how, mistake… (they were told that it
    had been written down by mistake)."""
    REFERRAL_NOT_TAKEN_BACK = "referral not taken back"
    """It was written down by mistake that they took it back. Clear: restricted…. Payload: kind…, referral, reason."""

    # Of anything.
    ACT_REFUSED = "act refused"
    """Payload: act, sentence, refusal (its slug)."""
    PAYLOAD_ERASED = "payload erased"
    """Clear: erases (numbers of entries). Payload: reason."""


MOVING = frozenset({Kind.STEP_COMPLETED, Kind.HOLD_BEGAN, Kind.HOLD_ENDED})
"""The kinds that move a rule, where the entry bears a step."""
STRIKING = Kind.ACTS_STRUCK
"""The kind by which rules forget single acts: what was done has no effect in law, and nothing else is undone."""
RESTORING = Kind.ACTS_RESTORED
"""The kind by which rules count on struck acts again."""
TAKEN_BACK = Kind.STEP_REOPENED
"""The kind that moves a rule back."""
VULNERABILITIES = frozenset({Kind.VULNERABILITY_RECORDED, Kind.VULNERABILITY_REVIEWED, Kind.VULNERABILITY_ENDED})
"""The kinds whose payload names a kind of vulnerability, on which it depends who is shown it."""
REFERRALS = frozenset(
    {
        *(Kind.REFERRAL_MADE, Kind.REFERRAL_CHASED, Kind.REFERRAL_CLOSED),
        *(Kind.REFERRAL_TAKEN_BACK, Kind.REFERRAL_PARTNER_TOLD, Kind.REFERRAL_NOT_TAKEN_BACK),
    }
)
"""The kinds whose payload may name one."""
SERVICES = frozenset({Kind.SERVICE_RECORDED, Kind.SERVICE_DECIDED, Kind.MAIL_RETURNED, Kind.PROOF_OF_SERVICE_BROUGHT})
"""The kinds that tell what happened to a document outside the house, which moves no case."""
LOOKS = frozenset({Kind.CASE_LOOKED_AT, Kind.DOCUMENT_LOOKED_AT, Kind.RECORD_CHECKED, Kind.RECORD_EXPORTED})
"""The kinds that tell who saw what, and nothing of the case's own way."""
WITHOUT_EFFECT = LOOKS | SERVICES | {Kind.ACT_REFUSED}
"""The kinds after which a case stands where it stood: somebody looked, was told that something cannot be done, or wrote
down what happened to a letter."""
