"""Roles as data: what a file may say of them, and what no file can undo."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from cases.organisation import OrganisationUnreadable, read_organisation
from cases.permissions import AS_SHIPPED, EVER, Group, RolesUnreadable
from tasks.people import ROLES
from tests.book import BOOK

PATH = "organisation/roles.yaml"
FILES = BOOK.under("organisation")
Change = Callable[[dict[str, Any]], Any]


def said(change: Change) -> bytes:
    rows = yaml.safe_load(BOOK[PATH])
    change(rows)
    return yaml.safe_dump(rows).encode()


def read(content: bytes) -> Any:
    return read_organisation(
        {**{f"organisation/{n}": c for n, c in _plain().items()}, PATH: content}, ROLES
    ).permissions


def _plain() -> dict[str, bytes]:
    return {
        path.removeprefix("organisation/"): content
        for path, content in BOOK.items()
        if path.startswith("organisation/")
    }


def gives(role: str, *groups: str) -> Change:
    def change(rows: dict[str, Any]) -> None:
        next(row for row in rows["roles"] if row["role"] == role)["does"] += groups

    return change


def takes(role: str, *groups: str) -> Change:
    def change(rows: dict[str, Any]) -> None:
        row = next(row for row in rows["roles"] if row["role"] == role)
        row["does"] = [each for each in row["does"] if each not in groups]

    return change


def test_the_shipped_file_says_what_a_book_without_it_means() -> None:
    assert read(BOOK[PATH]) == AS_SHIPPED == read(said(lambda rows: rows.pop("roles")))
    assert AS_SHIPPED.means.keys() == ROLES.keys()
    assert AS_SHIPPED.groups.keys() == EVER.keys() == set(Group)


def test_a_role_is_widened_and_narrowed_by_its_row() -> None:
    assert read(said(gives("officer", "moving"))).may({"officer"}, Group.MOVING)
    assert not read(said(takes("administrator", "publishing"))).may({"administrator"}, Group.PUBLISHING)
    assert not AS_SHIPPED.may({"officer"}, Group.MOVING)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("group", Group)
def test_no_file_gives_a_role_what_it_can_never_have(role: str, group: Group) -> None:
    content = said(gives(role, str(group), "cases") if role != "process_owner" else gives(role, str(group)))
    if role in EVER[group][0]:
        assert read(content).may({role}, group)
        return
    with pytest.raises(RolesUnreadable, match=rf"the role {role} can never do {group}: .*\. Take {group} out"):
        read(content)


@pytest.mark.parametrize(
    ("role", "group"),
    [
        *(("process_owner", each) for each in ("cases", "casework", "leading", "moving", "evidence", "answering")),
        *(("compliance", each) for each in ("casework", "leading", "mending", "moving", "users")),
        *(("administrator", each) for each in ("casework", "leading", "drafting", "proposing", "confirming")),
        *(
            (role, each)
            for role in ("officer", "team_leader")
            for each in ("drafting", "proposing", "publishing", "users")
        ),
        ("officer", "releasing_holds"),
    ],
)
def test_what_keeps_people_apart_is_not_in_the_file(role: str, group: str) -> None:
    with pytest.raises(RolesUnreadable, match="can never do"):
        read(said(gives(role, group)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (takes("process_owner", "proposing"), "no role does proposing, so nobody could. Give it to compliance"),
        (takes("administrator", "users"), "the role administrator always does users: somebody must"),
        (takes("compliance", "confirming"), "the role compliance always does confirming"),
        (takes("compliance", "publishing"), "the role compliance always does publishing: what cases are held to"),
        (takes("compliance", "evidence"), "the role compliance always does evidence"),
        (takes("officer", "cases"), "the role officer does casework and may see no case. Add cases"),
        (gives("officer", "wizardry"), "row 1 (officer): `does` is a list out of cases, casework"),
        (lambda rows: rows["roles"][0].update(role="wizard"), "`role` is one of officer, team_leader"),
        (lambda rows: rows["roles"][1].update(role="officer"), "row 2: `role` is one of"),
        (lambda rows: rows["roles"].pop(), "`roles` says nothing of administrator. Write its row"),
        (lambda rows: rows["roles"][0].update(means=" "), "row 1 (officer): `means` is a text"),
        (lambda rows: rows["roles"][0].update(does="cases"), "`does` is a list out of"),
        (lambda rows: rows["roles"][0].pop("does"), "row 1: a row has role, means and does, and nothing else"),
        (lambda rows: rows.update(roles={"officer": 1}), "`roles` is a list of rows"),
        (
            lambda rows: rows["lanes"][0]["roles"].append("compliance"),
            "the lane Income officer is for the role compliance, which may do no casework",
        ),
    ],
)
def test_what_is_not_written_so_is_refused_with_what_to_do(change: Change, sentence: str) -> None:
    with pytest.raises((RolesUnreadable, OrganisationUnreadable)) as refused:
        read(said(change))
    assert sentence in refused.value.sentence
    assert PATH in refused.value.sentence
