"""Statements of the step path, compiled once and handed straight to the driver.

SQLAlchemy's own execution costs some 70 µs a statement, and a durable step needs about a dozen; handing the driver the
compiled text costs a tenth of that. The statements are still written, typed and checked with SQLAlchemy Core.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Engine, Insert, Select, Table, bindparam, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import Executable
from sqlmodel import Session

from workflows.db import CONNECTION

Processor = Callable[[Any], Any]
_UNSET = object()
_SAVEPOINT = "duecourse.savepoint"


class Prepared:
    """A Core statement, compiled at its first use on each kind of database.

    :param statement: its values are ``bindparam``; an ``insert`` without values takes all ``columns``
    :param columns: of an insert
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, parameters: Mapping[str, Any]) -> None:
        """Runs it."""
        connection: Connection = session.info[CONNECTION]
        compiled = self._for(connection)
        _make_wanted_savepoint(connection)
        _cursor(connection).execute(compiled.text, compiled.bind(parameters))

    def run_many(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs it once for each row."""
        connection: Connection = session.info[CONNECTION]
        compiled = self._for(connection)
        _make_wanted_savepoint(connection)
        _cursor(connection).executemany(compiled.text, [compiled.bind(row) for row in rows])

    def all(self, session: Session, parameters: Mapping[str, Any]) -> list[Any]:
        """Its rows, as named tuples."""
        connection: Connection = session.info[CONNECTION]
        compiled = self._for(connection)
        _make_wanted_savepoint(connection)
        cursor = _cursor(connection)
        cursor.execute(compiled.text, compiled.bind(parameters))
        return [compiled.row(raw) for raw in cursor.fetchall()]

    def one_or_none(self, session: Session, parameters: Mapping[str, Any]) -> Any:
        """Its first row, if there is one."""
        rows = self.all(session, parameters)
        return rows[0] if rows else None

    def _for(self, connection: Connection) -> "_Compiled":
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self._statement, self._columns, dialect)
        return found


class AllOrOne:
    """A statement that is asked of all of something, and as often of one alone: a reading (``cases/catalogue.py``).

    :param of: the column that says whose each row is
    """

    def __init__(self, statement: Select[Any], of: ColumnElement[int]) -> None:
        self._all = Prepared(statement)
        self._one = Prepared(statement.where(of == bindparam("b_one")))

    def rows(self, session: Session, one: int | None, **parameters: Any) -> list[Any]:
        """Its rows, as named tuples.

        :param one: whose rows alone are wanted; ``None``: everybody's
        """
        if one is None:
            return self._all.all(session, parameters)
        return self._one.all(session, {**parameters, "b_one": one})


class Upsert(Prepared):
    """An insert that takes the place of the row with the same key.

    :param rows: the table; its primary key is one column
    """

    def __init__(self, rows: Table, columns: Sequence[str]) -> None:
        self._rows = rows
        super().__init__(rows.insert(), columns)

    def _for(self, connection: Connection) -> "_Compiled":
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            make: Callable[[Table], Any] = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
            key = [column.name for column in self._rows.primary_key]
            inserted: Insert = make(self._rows)
            fresh = {name: inserted.excluded[name] for name in self._columns or () if name not in key}  # type: ignore[attr-defined]
            statement = inserted.on_conflict_do_update(index_elements=key, set_=fresh)  # type: ignore[attr-defined]
            found = self._compiled[dialect.name] = _Compiled(statement, self._columns, dialect)
        return found


class _Compiled:
    """The text for one kind of database, and how values go in and come out."""

    def __init__(self, statement: Executable, columns: list[str] | None, dialect: Dialect) -> None:
        made: Any = statement.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
        self.text = str(made)
        names: dict[Any, str] = made.bind_names
        processors: dict[str, Processor] = made._bind_processors
        constants = {name: bind.value for bind, name in names.items() if not bind.required}
        order: list[str] = list(made.positiontup or names.values())
        self._plan = [(name, processors.get(name), constants.get(name, _UNSET)) for name in order]
        self._positional = bool(made.positional)
        listed = getattr(made, "_result_columns", ())
        self._out: list[Processor | None] = [column.type._cached_result_processor(dialect, None) for column in listed]
        self._row: Any = namedtuple("Row", [c.keyname for c in listed]) if listed else tuple

    def bind(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        taken = []
        for name, processor, constant in self._plan:
            value = values.get(name, constant)
            if value is _UNSET:
                raise KeyError(f"the statement needs a value for {name}")
            taken.append(processor(value) if processor is not None else value)
        if self._positional:
            return taken
        return {plan[0]: value for plan, value in zip(self._plan, taken, strict=True)}

    def row(self, raw: Sequence[Any]) -> Any:
        """A row as Python values."""
        return self._row(*[out(value) if out is not None else value for out, value in zip(self._out, raw, strict=True)])


@contextmanager
def batch(session: Session) -> Iterator[None]:
    """Sends the prepared statements within in as few round trips as the driver can (PostgreSQL's pipeline mode).

    Only prepared statements may run within: SQLAlchemy's own execution does not understand a pipeline.
    """
    connection: Connection = session.info[CONNECTION]
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        yield
        return
    with driver.pipeline():
        yield


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What is written within is undone where an exception leaves it; the unit of work goes on.

    The savepoint is made at the first statement: most automated steps run none.
    """
    connection: Connection = session.info[CONNECTION]
    connection.info[_SAVEPOINT] = "wanted"
    try:
        yield
    except BaseException:
        if connection.info.pop(_SAVEPOINT) == "made":
            _cursor(connection).execute("ROLLBACK TO SAVEPOINT a_step")
            _cursor(connection).execute("RELEASE SAVEPOINT a_step")
        raise
    if connection.info.pop(_SAVEPOINT) == "made":
        _cursor(connection).execute("RELEASE SAVEPOINT a_step")


@event.listens_for(Engine, "before_cursor_execute")
def _make_wanted_savepoint(connection: Connection, *_statement: Any) -> None:
    if connection.info.get(_SAVEPOINT) == "wanted":
        connection.info[_SAVEPOINT] = "made"
        _cursor(connection).execute("SAVEPOINT a_step")


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
