"""Every room of acts, so that the table of acts is whole; and the table in words."""

from tasks.acts import (
    accounts,
    agreements,
    allocations,
    approving,
    beginning,
    benefits,
    budgets,
    calculations,
    case_files,
    closing,
    consent,
    consulting,
    contacts,
    deaths,
    discrepancies,
    handing_over,
    holds,
    imports,
    incidents,
    instalments,
    law,
    letters,
    mending,
    messages,
    moving,
    notices,
    persons,
    procedures,
    proofs,
    recommended,
    records,
    referrals,
    representatives,
    returned_mail,
    risks,
    rule_book,
    rules,
    running,
    sample_letters,
    service,
    service_decided,
    statements,
    steps,
    tenancies,
    undone,
    users,
    vulnerabilities,
    wording,
)
from tasks.acts.table import ACTS, OPERATOR, Act
from tasks.people import ROLES

ROOMS = (
    accounts,
    agreements,
    allocations,
    approving,
    beginning,
    benefits,
    budgets,
    calculations,
    case_files,
    closing,
    consent,
    consulting,
    contacts,
    deaths,
    discrepancies,
    handing_over,
    holds,
    imports,
    incidents,
    instalments,
    law,
    letters,
    mending,
    messages,
    moving,
    persons,
    procedures,
    proofs,
    notices,
    recommended,
    records,
    referrals,
    representatives,
    returned_mail,
    risks,
    rule_book,
    rules,
    running,
    sample_letters,
    service,
    service_decided,
    statements,
    steps,
    tenancies,
    undone,
    users,
    vulnerabilities,
    wording,
)
WORDS = {**ROLES, OPERATOR: "Operator of the machine"}


def acts() -> list[Act]:
    """Every act, by its name."""
    return [ACTS[name] for name in sorted(ACTS)]


def as_markdown() -> str:
    """The table of acts, as it stands in the documentation."""
    lines = [
        "| act | what | about | who may | the record says |",
        "|---|---|---|---|---|",
    ]
    for each in acts():
        roles = ", ".join(words for role, words in WORDS.items() if role in each.roles)
        said = ", ".join(each.entries) or "–"
        words = each.words.replace("``", "`")  # as Markdown marks code
        lines.append(f"| `{each.name}` | {words} | {each.subject.words} | {roles} | {said} |")
    return "\n".join(lines) + "\n"
