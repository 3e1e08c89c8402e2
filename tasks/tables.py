"""The tables of the people who work here."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class User(SQLModel, table=True):
    """A person who signs in.

    ``roles``: names joined by spaces. ``patches``: the only ones whose cases they see, a line each; empty: all cases.
    """

    __tablename__ = "app_user"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    name: str
    password_hash: str
    roles: str
    patches: str = ""
    active: bool = True
    demo: bool = False
    chain_id: int


class SignInAttempt(SQLModel, table=True):
    """A sign-in that failed, or whose password is being checked: for the limit on guessing."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("sign_in_attempt_at", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=Moment)


class KnownAddress(SQLModel, table=True):
    """From where somebody has signed in rightly: guesses from elsewhere do not lock them out there."""

    __tablename__ = "known_address"

    user_id: int = Field(primary_key=True, foreign_key="app_user.id")
    address: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class UserSession(SQLModel, table=True):
    """A signed-in browser (``cookie``) or program (``token``). Only the hash of its secret is kept."""

    __tablename__ = "user_session"

    secret_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    kind: str
    csrf: str
    began_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)


class WorkerAtWork(SQLModel, table=True):
    """A worker that is at work. Times are the machine's; one that was not seen for a while is dead.

    ``process`` is drawn at random when it starts, so that a dead worker and the next of its name are two.
    """

    __tablename__ = "worker"

    name: str = Field(primary_key=True)
    process: str
    host: str
    pid: int
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)


class NightlyAct(SQLModel, table=True):
    """What is done once a day, and which worker does it. ``day`` is a business day, the times are the machine's."""

    __tablename__ = "nightly_act"

    act: str = Field(primary_key=True)  # accounts, rules, holds
    day: date = Field(primary_key=True)
    worker: str
    process: str  # of the worker
    taken_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class NightWord(SQLModel, table=True):
    """What the last night said of an account: why it is on somebody's list, or on none."""

    __tablename__ = "night_word"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    on: date
    reason: str = Field(index=True)  # tasks.night.looking.Reason
    sentence: str
