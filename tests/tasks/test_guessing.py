"""Guessing passwords: how many are looked at, from where, and who is locked out by it."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from tasks import passwords, signing
from tasks.passwords import TooManyTries
from tasks.signing import NotSignedIn, SignInRefused, sign_in, who_is
from tasks.tables import SignInAttempt, User, UserSession
from tests.conftest import SHIPPED_HASHER
from tests.house import PASSWORD, Landlord
from tests.together import at_once
from workflows.clock import machine_now
from workflows.db import table
from workflows.evidence import timeline


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at."""
    looked: list[str] = []
    really = passwords.is_right

    def counted(stored: str | None, given: str) -> bool:
        looked.append(given)
        return really(stored, given)

    monkeypatch.setattr(passwords, "is_right", counted)
    return looked


def attempt(landlord: Landlord, name: str, password: str = "wrong", address: str = "here", kind: str = "token") -> Any:
    """The person who signed in, or the refusal."""
    try:
        return sign_in(landlord.house.db, landlord.clock, name, password, address, kind)
    except (SignInRefused, TooManyTries) as refused:
        return type(refused)


def test_of_three_hundred_at_once_five_are_looked_at(landlord: Landlord, looked_at: list[str]) -> None:
    def thirty(first: int) -> list[Any]:
        return [attempt(landlord, "olive", f"guess {first + number}") for number in range(30)]

    answers = at_once(*(lambda first=first: thirty(first) for first in range(0, 300, 30)))
    said = [each for answer in answers for each in answer]
    assert len(looked_at) == 5
    assert (said.count(SignInRefused), said.count(TooManyTries)) == (5, 295)
    assert attempt(landlord, "olive", PASSWORD) is TooManyTries


def test_a_right_password_wipes_the_slips_of_its_own_place_alone(landlord: Landlord, looked_at: list[str]) -> None:
    for _ in range(4):
        assert attempt(landlord, "olive") is SignInRefused
        assert attempt(landlord, "sam") is SignInRefused
        assert attempt(landlord, "olive", address="there") is SignInRefused
    assert attempt(landlord, "olive", PASSWORD)[1].username == "olive"
    for _ in range(5):
        assert attempt(landlord, "olive") is SignInRefused
    assert attempt(landlord, "olive") is TooManyTries
    for name, address in (("sam", "here"), ("olive", "there")):
        assert attempt(landlord, name, address=address) is SignInRefused
        assert attempt(landlord, name, address=address) is TooManyTries
    assert len(looked_at) == 20


def test_nobody_elsewhere_locks_out_somebody_who_has_signed_in_here(landlord: Landlord) -> None:
    assert attempt(landlord, "olive", PASSWORD)[1].username == "olive"
    said = [attempt(landlord, "olive", address=f"elsewhere {number}") for number in range(22)]
    assert (said.count(SignInRefused), said.count(TooManyTries)) == (20, 2)
    assert attempt(landlord, "olive", PASSWORD, "a third place") is TooManyTries
    assert attempt(landlord, "olive", PASSWORD)[1].username == "olive"


def test_one_address_tries_thirty_times_in_all(landlord: Landlord) -> None:
    assert attempt(landlord, "sam", PASSWORD)[1].username == "sam"
    said = [attempt(landlord, f"nobody {number}") for number in range(31)]
    assert said == [SignInRefused] * 30 + [TooManyTries]
    assert attempt(landlord, "olive", PASSWORD) is TooManyTries
    assert attempt(landlord, "olive", PASSWORD, "there")[1].username == "olive"
    assert attempt(landlord, "sam", PASSWORD)[1].username == "sam"


def test_after_a_quarter_of_an_hour_it_is_allowed_again(landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    now = machine_now()
    monkeypatch.setattr(signing, "machine_now", lambda: now)
    for _ in range(5):
        attempt(landlord, "olive")
    tries = table(SignInAttempt)
    for passed, answer in ((signing.WINDOW - timedelta(seconds=1), TooManyTries), (signing.WINDOW, None)):
        with landlord.house.db.write() as session:
            session.execute(update(tries).values(at=now - passed))
        said = attempt(landlord, "olive", PASSWORD)
        assert said is answer or (answer is None and said[1].username == "olive")


def test_the_record_says_who_was_refused_and_from_where(landlord: Landlord) -> None:
    attempt(landlord, "olive", address="198.51.100.7")
    attempt(landlord, "nobody")
    attempt(landlord, "olive", PASSWORD, kind="cookie")
    with landlord.house.db.read() as session:
        entries = timeline(session, landlord.person("olive").chain_id)
        said = [(entry["kind"], entry["actor"], entry["content"]) for entry in entries][1:]
    assert said == [
        ("sign-in refused", "system", {"address": "198.51.100.7"}),
        ("signed in", landlord.person("olive").actor, {"address": "here", "kind": "cookie"}),
    ]


def test_a_browsers_session_is_no_programs(landlord: Landlord) -> None:
    secret, person = attempt(landlord, "olive", PASSWORD, kind="cookie")
    with landlord.house.db.read() as session:
        assert who_is(session, secret, "cookie") == person
        for wrong in ((secret, "token"), (secret + "x", "cookie")):
            with pytest.raises(NotSignedIn):
                who_is(session, *wrong)


@pytest.mark.parametrize("kind", ["cookie", "token"])
def test_a_session_lasts_twelve_hours_and_a_browsers_two_unused(landlord: Landlord, kind: str) -> None:
    secret, _ = attempt(landlord, "olive", PASSWORD, kind=kind)
    sessions, users, now = table(UserSession), table(User), machine_now()

    def lives(**values: Any) -> bool:
        values = values or {"seen_at": now}
        with landlord.house.db.write() as session:
            session.execute(update(sessions).values(**values))
        with landlord.house.db.read() as session:
            try:
                return who_is(session, secret, kind).username == "olive"
            except NotSignedIn:
                return False

    with landlord.house.db.read() as session:
        row = session.execute(sessions.select()).mappings().one()
    assert row["ends_at"] - row["began_at"] == signing.LONGEST
    assert lives()
    assert lives(seen_at=now - signing.IDLE * 0.9)
    assert lives(seen_at=now - signing.IDLE * 1.1) is (kind == "token")
    assert not lives(seen_at=now, ends_at=now - signing.IDLE)
    assert lives(ends_at=now + signing.IDLE)
    with landlord.house.db.write() as session:
        session.execute(update(users).values(active=False))
    assert not lives()


def test_who_waits_in_vain_for_their_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    stored = passwords.hashed(PASSWORD)
    for _ in range(passwords.AT_ONCE):
        assert passwords._turns.acquire(timeout=0)
    try:
        with pytest.raises(
            TooManyTries, match=r"^Many people are signing in at this moment\. Try again in a minute\.$"
        ):
            passwords.is_right(stored, PASSWORD)
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords._turns.release()
    assert passwords.is_right(stored, PASSWORD)
    assert not passwords.is_right(stored, "another")
    assert not passwords.is_right(None, PASSWORD)
    assert not passwords.is_right("no hash", PASSWORD)


def test_the_last_moment_of_a_session_is_its_own(landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = attempt(landlord, "olive", PASSWORD)
    with landlord.house.db.read() as session:
        ends_at = session.execute(select(table(UserSession).c.ends_at)).scalar_one()
    for late, stands in ((timedelta(0), True), (timedelta(microseconds=1), False)):
        monkeypatch.setattr(signing, "machine_now", lambda late=late: ends_at + late)
        with landlord.house.db.read() as session:
            try:
                assert who_is(session, secret, "token").username == "olive"
                assert stands
            except NotSignedIn:
                assert not stands


def test_a_password_that_was_hashed_with_less_work_is_hashed_anew(landlord: Landlord) -> None:
    """More work is asked for than before, and only who signs in gives the password for it."""
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    users = table(User)
    mine = select(users.c.password_hash).where(users.c.username == "olive")
    with landlord.house.db.write() as session:
        session.execute(update(users).where(users.c.username == "olive").values(password_hash=weak))
    for _ in range(2):
        assert attempt(landlord, "olive", PASSWORD)[1].username == "olive"
        with landlord.house.db.read() as session:
            stored = session.execute(mine).scalar_one()
        assert stored != weak
        assert not passwords.is_outdated(stored)


def test_outside_of_tests_a_password_is_worked_on_as_is_recommended() -> None:
    """RFC 9106, section 4: Argon2id, three passes over 64 MiB in four lanes, where memory is short."""
    kept = SHIPPED_HASHER.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
