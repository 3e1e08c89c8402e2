"""What the database itself refuses: rows of the record that are changed or deleted.

The record does not rest on it, since the owner of a database can drop a trigger; signatures and hashes do the proving.
It keeps everybody else, and every mistake of ours, from touching what was written.
"""

from sqlalchemy import Connection, MetaData, event, text
from sqlmodel import SQLModel

KEPT = ("entry", "leaf", "tree_head")
"""Tables of which no row is ever changed or deleted."""
EVIDENCE = (*KEPT, "chain", "payload", "seal_mark")
PREFIX = "evidence_"
_LOCK = 0x70726F74  # of PostgreSQL: two processes that start at once make the triggers once
_SHRINKS = (
    "NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.length < OLD.length "
    "OR (NEW.length = OLD.length AND NEW.head <> OLD.head)"
)
_GROWS_ONLY = "a chain of the record only grows"
_STAYS = "rows of the record are never changed or deleted"
_UNTOLD = "a payload of the record goes only with an entry of the kind payload erased that names it"


def protect(connection: Connection) -> None:
    """Makes the triggers, anew where they are there already; on the owner's connection, in the caller's transaction."""
    if connection.dialect.name == "sqlite":
        for name, when, refusal in _sqlite_triggers():
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            connection.execute(text(_sqlite(name, when, refusal)))
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    for statement in _postgresql():
        connection.execute(text(statement))


def is_protected(connection: Connection) -> bool:
    """Whether every trigger is there, does what it should and is not switched off."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        written = {row.name: row.sql for row in rows}
        return all(written.get(name) == _sqlite(name, when, refusal) for name, when, refusal in _sqlite_triggers())
    made = text(
        "SELECT tgname, tgrelid\\:\\:regclass\\:\\:text AS held, pg_get_triggerdef(oid) AS definition FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgname LIKE 'evidence%'"
    )
    there = {row.tgname: (row.held, row.definition) for row in connection.execute(made)}
    found = {name for name in _POSTGRESQL_NAMES if name in there and _is_whole(name, *there[name])}
    sources = text("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(:names)")
    done = {row.proname: row.prosrc for row in connection.execute(sources, {"names": list(_FUNCTIONS)})}
    return set(_POSTGRESQL_NAMES) <= found and done == _FUNCTIONS


def _is_whole(name: str, held: str, definition: str) -> bool:
    """Whether a trigger of PostgreSQL hangs on its own table and fires as it was made to."""
    table, _, act = name.removeprefix(PREFIX).rpartition("_")
    done = {"change": "UPDATE", "truncate": "TRUNCATE", "delete": "DELETE"}[act]
    wanted = "erased" if name == f"{PREFIX}payload_delete" else "refuse"
    fires = held == table and f" BEFORE {done}" in definition.replace("DELETE OR UPDATE", "UPDATE OR DELETE")
    if table in KEPT and act == "change":
        fires = fires and "DELETE" in definition
    if name == f"{PREFIX}chain_change":
        conditions = ("new.id <> old.id", "new.name", "new.length < old.length", "new.head")
        return fires and all(each in definition for each in conditions) and f"{PREFIX}{wanted}(" in definition
    return fires and " WHEN " not in definition and f"{PREFIX}{wanted}(" in definition


def grant_to_application(connection: Connection, role: str) -> None:
    """Grants a PostgreSQL role what the application needs, and nothing with which it could change the record.

    Run the application as this role, and keep the tables' owner for setting up. To be run again when tables come.
    """
    quoted = connection.dialect.identifier_preparer.quote(role)
    others = ", ".join(
        connection.dialect.identifier_preparer.quote(name) for name in SQLModel.metadata.tables if name not in EVIDENCE
    )
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"REVOKE ALL ON {', '.join(EVIDENCE)} FROM {quoted}",
        f"GRANT SELECT, INSERT ON {', '.join(EVIDENCE)} TO {quoted}",
        f"GRANT UPDATE (length, head) ON chain TO {quoted}",
        f"GRANT DELETE ON payload TO {quoted}",  # guarded by its trigger
        f"GRANT UPDATE, DELETE ON seal_mark TO {quoted}",
        *([f"GRANT SELECT, INSERT, UPDATE, DELETE ON {others} TO {quoted}"] if others else []),
    ):
        connection.execute(text(statement))


def _sqlite(name: str, when: str, refusal: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN {refusal}; END"


def _sqlite_triggers() -> list[tuple[str, str, str]]:
    """Name, when it fires, and what it does."""

    def refuse(sentence: str) -> str:
        return f"SELECT RAISE(ABORT, '{sentence}')"

    erased = (
        "NOT EXISTS (SELECT 1 FROM entry WHERE entry.chain_id = OLD.chain_id AND entry.seq > OLD.seq "
        "AND json_extract(entry.body, '$.kind') = 'payload erased' AND EXISTS "
        "(SELECT 1 FROM json_each(entry.body, '$.erases') AS erases WHERE erases.value = OLD.seq))"
    )
    made = [
        (f"{PREFIX}{table}_{act.lower()}", f"BEFORE {act} ON {table}", refuse(_STAYS))
        for table in KEPT
        for act in ("UPDATE", "DELETE")
    ]
    return [
        *made,
        (f"{PREFIX}chain_delete", "BEFORE DELETE ON chain", refuse(_STAYS)),
        (f"{PREFIX}chain_update", f"BEFORE UPDATE ON chain WHEN {_SHRINKS}", refuse(_GROWS_ONLY)),
        (f"{PREFIX}payload_update", "BEFORE UPDATE ON payload", refuse(_STAYS)),
        (f"{PREFIX}payload_delete", f"BEFORE DELETE ON payload WHEN {erased}", refuse(_UNTOLD)),
    ]


_POSTGRESQL_NAMES = (
    *(f"{PREFIX}{table}_{act}" for table in (*KEPT, "chain", "payload") for act in ("change", "truncate")),
    f"{PREFIX}chain_delete",
    f"{PREFIX}payload_delete",
)


_FUNCTIONS = {
    f"{PREFIX}refuse": " BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END ",
    f"{PREFIX}erased": f"""
        BEGIN
            -- The entry that names the payload must be one of this very transaction.
            IF NOT EXISTS (
                SELECT 1 FROM entry
                WHERE entry.chain_id = OLD.chain_id AND entry.seq > OLD.seq
                AND entry.xmin::text = pg_current_xact_id()::xid::text
                AND entry.body::jsonb ->> 'kind' = 'payload erased'
                AND entry.body::jsonb -> 'erases' @> to_jsonb(OLD.seq)
            ) THEN
                RAISE EXCEPTION '{_UNTOLD}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN OLD;
        END """,
}
"""Of PostgreSQL: what the triggers do."""


def _postgresql() -> list[str]:
    functions = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${source}$$"
        for name, source in _FUNCTIONS.items()
    ]
    acts = dict.fromkeys(KEPT, "UPDATE OR DELETE") | {"chain": "UPDATE", "payload": "UPDATE"}
    statements = functions
    for table, act in acts.items():
        when, sentence = (f"WHEN ({_SHRINKS})", _GROWS_ONLY) if table == "chain" else ("", _STAYS)
        statements += [
            (
                f"CREATE OR REPLACE TRIGGER {PREFIX}{table}_change BEFORE {act} ON {table} FOR EACH ROW {when} "
                f"EXECUTE FUNCTION {PREFIX}refuse('{sentence}')"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {PREFIX}{table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION {PREFIX}refuse('{_STAYS}')"
            ),
        ]
    return [
        *statements,
        (
            f"CREATE OR REPLACE TRIGGER {PREFIX}chain_delete BEFORE DELETE ON chain FOR EACH ROW "
            f"EXECUTE FUNCTION {PREFIX}refuse('{_STAYS}')"
        ),
        (
            f"CREATE OR REPLACE TRIGGER {PREFIX}payload_delete BEFORE DELETE ON payload FOR EACH ROW "
            f"EXECUTE FUNCTION {PREFIX}erased()"
        ),
    ]


@event.listens_for(SQLModel.metadata, "after_create")
def _protect_what_was_made(_metadata: MetaData, connection: Connection, **_more: object) -> None:
    if not is_protected(connection):
        protect(connection)
