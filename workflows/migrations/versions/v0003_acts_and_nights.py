"""One open case of a procedure about one debt; one worker a night; cases told of holds one by one; users with patches.

Where two cases of one procedure about one debt are open, the older goes on. The younger is closed, with an entry that
says why: its letters were the second of a kind, and nobody is to be pursued twice for one debt.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from workflows.clock import LONDON, MachineClock, SimulatedClock
from workflows.db import unit_of_work_in
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.evidence.protection import protect

revision = "0003"
down_revision = "0002"

ONE_OPEN = "status = 'open' AND subject <> ''"
LASTING = "resumes_on IS NULL"
WHY = (
    "Two cases of this procedure were open about one debt, which two workers had opened in the same moment. This one, "
    "the younger, is closed; {} goes on."
)


def upgrade() -> None:
    """Makes the new tables and columns, fills them from what is there, and closes second cases."""
    connection = op.get_bind()
    now = _now(connection)
    _make_tables()
    op.add_column("app_user", sa.Column("patches", sa.String(), nullable=False, server_default=""))
    op.add_column("case_file", sa.Column("procedure", sa.String(), nullable=False, server_default=""))
    op.add_column("case_file", sa.Column("subject", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("timer") as timer:
        timer.add_column(sa.Column("unheld_due_at", sa.DateTime(timezone=True), nullable=True))
        timer.add_column(sa.Column("holds_from", sa.Date(), nullable=True))
    _fill_cases(connection)
    _fill_timers(connection, now)
    _fill_told(connection)
    closed = list(_close_second_cases(connection, now))
    _tell(connection, now, closed)
    with op.batch_alter_table("timer") as timer:
        timer.alter_column("unheld_due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        timer.alter_column("holds_from", existing_type=sa.Date(), nullable=False)
    where = {"sqlite_where": sa.text(ONE_OPEN), "postgresql_where": sa.text(ONE_OPEN)}
    op.create_index("case_file_one_open", "case_file", ["procedure", "subject"], unique=True, **where)
    protect(connection)
    context.config.attributes["second_cases"].extend((older, younger) for older, younger, _case in closed)


def _make_tables() -> None:
    op.create_table(
        "nightly_act",
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("act", "day"),
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "hold_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("resumes_on", sa.Date(), nullable=True),
        sa.Column("began_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("hold_told_case", "hold_told", ["case_id"])
    where = {"sqlite_where": sa.text(LASTING), "postgresql_where": sa.text(LASTING)}
    op.create_index("hold_told_lasting", "hold_told", ["hold_id", "case_id"], unique=True, **where)
    op.create_table(
        "known_address",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"]),
        sa.PrimaryKeyConstraint("user_id", "address"),
    )


_case = sa.table(
    "case_file",
    *(sa.column(name) for name in ("id", "reference", "status", "outcome", "chain_id", "procedure", "subject")),
    sa.column("opened_at", sa.DateTime(timezone=True)),
    sa.column("closed_at", sa.DateTime(timezone=True)),
)
_account = sa.table("account", sa.column("id"), sa.column("reference"))
_case_account = sa.table("case_account", sa.column("case_id"), sa.column("account_id"))
_instance = sa.table(
    "instance",
    *(sa.column(name) for name in ("id", "case_id", "version_id", "status")),
    sa.column("ended_at", sa.DateTime(timezone=True)),
)
_version = sa.table("procedure_version", sa.column("id"), sa.column("name"))
_timer = sa.table(
    "timer",
    *(sa.column(name) for name in ("task_id", "case_id", "status")),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("paused_at", sa.DateTime(timezone=True)),
    sa.column("unheld_due_at", sa.DateTime(timezone=True)),
    sa.column("holds_from", sa.Date()),
)
_hold = sa.table(
    "hold",
    *(sa.column(name) for name in ("id", "begun", "ended", "released_at")),
    sa.column("begins_on", sa.Date()),
    sa.column("placed_at", sa.DateTime(timezone=True)),
)
_scope = sa.table("hold_scope", *(sa.column(name) for name in ("hold_id", "account_id", "customer_id")))
_party = sa.table("account_party", sa.column("account_id"), sa.column("customer_id"))
_told = sa.table(
    "hold_told",
    *(sa.column(name) for name in ("hold_id", "case_id", "trouble")),
    sa.column("begins_on", sa.Date()),
    sa.column("began_told_at", sa.DateTime(timezone=True)),
)
_installation = sa.table("installation", sa.column("chain_id"), sa.column("simulated_at", sa.DateTime(timezone=True)))


def _now(connection: sa.Connection) -> datetime:
    simulated = connection.execute(sa.select(_installation.c.simulated_at)).scalar()
    return _aware(simulated) if simulated is not None else MachineClock().now()


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _day(at: datetime) -> date:
    return _aware(at).astimezone(LONDON).date()


def _fill_cases(connection: sa.Connection) -> None:
    """Each case bears the procedure that it began with, and the account that it is about."""
    accounts = (
        sa.select(_case_account.c.case_id, sa.func.min(_account.c.reference).label("reference"))
        .join(_account, _account.c.id == _case_account.c.account_id)
        .group_by(_case_account.c.case_id)
    )
    for row in connection.execute(accounts).all():
        subject = f"account/{row.reference}"
        connection.execute(_case.update().where(_case.c.id == row.case_id).values(subject=subject))
    first = sa.select(_instance.c.case_id, sa.func.min(_instance.c.id).label("id")).group_by(_instance.c.case_id)
    first = first.subquery()
    began = (
        sa.select(first.c.case_id, _version.c.name)
        .join(_instance, _instance.c.id == first.c.id)
        .join(_version, _version.c.id == _instance.c.version_id)
    )
    for row in connection.execute(began).all():
        connection.execute(_case.update().where(_case.c.id == row.case_id).values(procedure=row.name))


def _fill_timers(connection: sa.Connection, now: datetime) -> None:
    """What earlier holds did to a wait is in its due date already; a hold that stops it now counts from its stop."""
    for row in connection.execute(sa.select(_timer.c.task_id, _timer.c.due_at, _timer.c.paused_at)).all():
        holds_from = _day(row.paused_at) if row.paused_at is not None else _day(now)
        values = {"unheld_due_at": row.due_at, "holds_from": holds_from}
        connection.execute(_timer.update().where(_timer.c.task_id == row.task_id).values(**values))


def _fill_told(connection: sa.Connection) -> None:
    """The open cases of each hold that lasts were told of it when it began."""
    lasting = (_hold.c.begun.is_(sa.true()), _hold.c.ended.is_(sa.false()), _hold.c.released_at.is_(None))
    for hold in connection.execute(sa.select(_hold).where(*lasting)).all():
        accounts = sa.select(_scope.c.account_id).where(_scope.c.hold_id == hold.id, _scope.c.account_id.isnot(None))
        debtors = sa.select(_scope.c.customer_id).where(_scope.c.hold_id == hold.id, _scope.c.customer_id.isnot(None))
        theirs = sa.select(_party.c.account_id).where(_party.c.customer_id.in_(debtors))
        covered = sa.or_(_case_account.c.account_id.in_(accounts), _case_account.c.account_id.in_(theirs))
        cases = (
            sa.select(_case.c.id)
            .join(_case_account, _case_account.c.case_id == _case.c.id)
            .where(covered, _case.c.status == "open")
            .distinct()
        )
        for case_id in connection.execute(cases).scalars().all():
            values = {"begins_on": hold.begins_on, "began_told_at": hold.placed_at, "trouble": ""}
            connection.execute(_told.insert().values(hold_id=hold.id, case_id=case_id, **values))


def _close_second_cases(connection: sa.Connection, now: datetime) -> Iterator[tuple[str, str, Any]]:
    """Closes every open case that an older one of the same procedure and subject stands beside."""
    seen: dict[tuple[str, str], str] = {}
    query = sa.select(_case).where(_case.c.status == "open", _case.c.subject != "").order_by(_case.c.id)
    for case in connection.execute(query).all():
        older = seen.setdefault((case.procedure, case.subject), case.reference)
        if older == case.reference:
            continue
        closed = {"status": "closed", "outcome": "second_case_of_a_debt", "closed_at": now}
        connection.execute(_case.update().where(_case.c.id == case.id).values(**closed))
        running = (_instance.c.case_id == case.id, _instance.c.status == "running")
        connection.execute(_instance.update().where(*running).values(status="cancelled", ended_at=now))
        for name, live in (
            ("work_item", ("open", "held")),
            ("timer", ("waiting", "paused")),
            ("message_wait", ("waiting",)),
            ("job", ("queued", "held", "kept")),
        ):
            rows = sa.table(name, sa.column("case_id"), sa.column("status"))
            waits = (rows.c.case_id == case.id, rows.c.status.in_(live))
            connection.execute(rows.update().where(*waits).values(status="cancelled"))
        yield older, case.reference, case


def _tell(connection: sa.Connection, now: datetime, closed: list[tuple[str, str, Any]]) -> None:
    """Into the record of each case that was closed, and of the organisation."""
    row = connection.execute(sa.select(_installation)).one_or_none()
    if row is None:
        return  # never set up
    clock = SimulatedClock(now) if row.simulated_at is not None else MachineClock()
    with unit_of_work_in(connection) as session:
        for older, _younger, case in closed:
            entry = NewEntry(Kind.CASE_CLOSED, "system", payload={"reason": WHY.format(older), "beside": older})
            append(session, case.chain_id, [entry], clock)
        said = {"closed": [{"closed": younger, "goes_on": older} for older, younger, _case in closed]}
        clear = {"to_version": revision}
        entry = NewEntry(Kind.DATABASE_UPGRADED, "system", payload=said, clear=clear)
        append(session, row.chain_id, [entry], clock)
