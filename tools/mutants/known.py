"""Faults that were made once, or that would do the worst harm: each is planted in every run.

Each stands here as the words of the source and what is written in their place, so a test fails where the source no
longer holds them: look then for the place where the same harm would be done now.
"""

from dataclasses import dataclass

from tools.mutants.operators import Mutant, function_at
from tools.mutants.sources import TREE

OF_THE_TABLE = ("tests/test_acts.py::test_every_act_has_its_doors",)
"""Who may do what is decided when the module is read: the table in the documentation tells of it."""


class NotHere(Exception):
    """The source does not hold, or holds twice, what a known fault would change."""


@dataclass(frozen=True)
class Fault:
    """A fault known by its harm.

    :ivar harm: what would happen to somebody
    :ivar was: the words of the source, in it once
    :ivar reached_by: functions whose tests are asked, beside that in which it is
    :ivar tests: the beginnings of names of tests that are asked first
    """

    harm: str
    path: str
    was: str
    becomes: str
    reached_by: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def planted(self) -> Mutant:
        """The fault in its file.

        :raises NotHere: the file is another one now
        """
        source = (TREE / self.path).read_text(encoding="utf-8")
        if source.count(self.was) != 1:
            raise NotHere(f"{self.path} holds {source.count(self.was)} times what would be changed: {self.was!r}")
        line = source[: source.index(self.was)].count("\n") + 1
        function = function_at(self.path, source, line)
        change = f"{' '.join(self.was.split())[:90]} → {' '.join(self.becomes.split())[:90] or 'nothing'}"
        text = source.splitlines()[line - 1].strip()
        made = source.replace(self.was, self.becomes)
        return Mutant(self.path, function, line, "known fault", text, change, made)


FAULTS = (
    Fault(
        "an officer ends a hold that protects a debtor",
        "tasks/acts/holds.py",
        "RELEASERS = of(Group.RELEASING_HOLDS)",
        "RELEASERS = PLACERS",
        reached_by=("tasks/acts/holds.py:release",),
    ),
    Fault(
        "a hold ends a day early, and a letter leaves on its last day",
        "cases/covering.py",
        '_hold.c.ends_on >= bindparam("b_on")',
        '_hold.c.ends_on > bindparam("b_on")',
        reached_by=("cases/covering.py:covering",),
    ),
    Fault(
        "the days after a hold are counted from its last day",
        "cases/telling.py",
        "hold.ends_on + timedelta(days=1)",
        "hold.ends_on",
    ),
    Fault(
        "passwords are guessed from one address without end",
        "tasks/signing.py",
        "from_here >= TRIES_FROM_ONE_PLACE or ",
        "",
    ),
    Fault(
        "many passwords at once are looked at, since a try is counted after it",
        "tasks/signing.py",
        "    number = session.execute(insert(_attempt).values(**values).returning(_attempt.c.id)).scalar_one()",
        "    number = 0",
    ),
    Fault(
        "anybody locks anybody out by wrong passwords from elsewhere",
        "tasks/signing.py",
        "by_user = 0 if known else",
        "by_user = 0 if False else",
    ),
    Fault(
        "the case about an account opens again in the next night",
        "tasks/night/looking.py",
        "return again if self._today < again else None",
        "return None",
    ),
    Fault(
        "a second arrangement leaves the first one live",
        "cases/agreements/making.py",
        "        session.execute(_agreement.update().where(_agreement.c.id == each.id).values(**ends))\n",
        "",
    ),
    Fault(
        "a letter that the queue lost is never sent",
        "workflows/runtime/queue.py",
        "        for task_id in ids:\n            self.enqueue(session, task_id)\n"
        "        session.execute(update(_job).where(_job.c.task_id.in_(ids)).values(delivered_at=now))",
        "        session.execute(update(_job).where(_job.c.task_id.in_(ids)).values(delivered_at=now))",
    ),
    Fault(
        "a power cut takes back what the record had said",
        "workflows/db.py",
        '"synchronous=FULL"',
        '"synchronous=OFF"',
        tests=("tests/database/",),
    ),
    Fault(
        "any file is put in place of the database",
        "tasks/backups/restoring.py",
        "if not (sound and ours):",
        "if False:",
    ),
    Fault(
        "a process owner reads people's letters",
        "tasks/acts/letters.py",
        "@act(WITH_CASES, DOCUMENT",
        '@act(WITH_CASES | {"process_owner"}, DOCUMENT',
        tests=OF_THE_TABLE,
    ),
    Fault(
        "somebody looks at a case and no entry says so",
        "tasks/inbox.py",
        "    append(session, chain_id, [NewEntry(Kind.CASE_LOOKED_AT, person.actor, payload=said)], runtime.clock)\n",
        "",
    ),
    Fault(
        "an officer of one patch sees the cases of all",
        "tasks/acts/subjects.py",
        "        if found is None or not found.visible:\n            raise self.missing(about)\n",
        "",
        tests=("tests/tasks/test_patches.py::",),
    ),
    Fault(
        "the search shows cases of other patches",
        "tasks/acts/case_files.py",
        "        query = query.where(of_patches(person, _case.c.id))\n",
        "        pass\n",
    ),
    Fault(
        "who was ended goes on working in an open browser",
        "tasks/acts/users.py",
        "values(active=False))\n        end_sessions(session, row.id)\n",
        "values(active=False))\n",
    ),
    Fault(
        "whoever had a stolen password stays signed in after it was reset",
        "tasks/acts/users.py",
        "demo=False))\n        end_sessions(session, row.id)\n",
        "demo=False))\n",
    ),
    Fault(
        "nobody is left who can let people in",
        "tasks/acts/users.py",
        '    if not any("administrator" in roles.split() for roles in session.execute(others).scalars()):',
        "    if False:",
    ),
    Fault(
        "wording counts as confirmed though no entry says by whom",
        "documents/wording.py",
        "        confirmed &= set(recorded_confirmations(session))\n",
        "        pass\n",
        tests=("tests/tasks/test_reconciling.py::test_a_confirmation_without_its_entry",),
    ),
    Fault(
        "a letter stays confirmed though a paragraph or the statement was taken from it",
        "documents/letter.py",
        "return html, [*used, whole(kind)]",
        "return html, used",
    ),
    Fault(
        "somebody who owes nothing is told of a debt",
        "tasks/operations/sending.py",
        "            must_be_owed(kind, self._library, each)\n",
        "",
    ),
    Fault(
        "the print house gets a letter twice",
        "documents/handing.py",
        "            if not part.exists():\n                raise KnownAlready(before)\n",
        "",
    ),
    Fault(
        "a letter leaves the house though a hold began after it was kept",
        "workflows/runtime/working.py",
        "    if Gate(runtime, session, work.case_id, runtime.clock.now()).hold(work.step) is not None:\n"
        "        return JobStatus.KEPT  # a hold began in between: it stays in the house until the hold ends\n",
        "",
    ),
    Fault(
        "a step is completed though a hold or a rule forbids it by now",
        "tasks/work.py",
        "        if closed is not None:\n            raise StepHeld(closed.sentence)\n",
        "",
    ),
    Fault(
        "a rule forbids a letter and it is kept all the same",
        "workflows/runtime/working.py",
        "    if rule is not None:\n",
        "    if False:\n",
    ),
    Fault(
        "somebody judges their own work",
        "tasks/work.py",
        "        refuse_same_eyes(self.runtime, session, person, item)\n        running = ",
        "        running = ",
    ),
    Fault(
        "a stale page overwrites what a colleague saved",
        "tasks/work.py",
        "        if revision is not None:\n            refuse_if_stale(item, revision)\n",
        "",
    ),
    Fault(
        "two workers do the acts of one night, and open two cases",
        "tasks/nights.py",
        "            if self._roster.lives(session, row.process):\n                return Turn.ANOTHERS\n",
        "",
    ),
    Fault(
        "a case that cannot be told keeps a hold from being placed",
        "cases/holds.py",
        "    if begins_on <= today:\n        tell(runtime, hold_id)\n    return hold_id",
        "    return hold_id",
    ),
    Fault(
        "the record is changed and the database lets it be",
        "workflows/evidence/protection.py",
        "    if not is_protected(connection):\n        protect(connection)\n",
        "    del connection\n",
        tests=("tests/evidence/test_protection.py",),
    ),
    Fault(
        "a tree that was changed is sealed as if nothing were",
        "workflows/evidence/seal.py",
        "if newest.size and not self._holds(session, newest):",
        "if False:",
        tests=("tests/evidence/test_heads.py",),
    ),
    Fault(
        "who wrote in a proposal publishes it",
        "workflows/runtime/publishing.py",
        "if by in (proposal.proposed_by, *proposal.authors):",
        "if False:",
    ),
    Fault(
        "what somebody else published meanwhile is written over",
        "workflows/runtime/publishing.py",
        "        if both:",
        "        if False:",
        tests=("tests/tasks/test_rule_book.py::test_two_drafts_side_by_side_and_the_later_one_is_never_written_over",),
    ),
    Fault(
        "an edition that was changed in the database comes into force",
        "workflows/editions/published.py",
        "    if wrong:",
        "    if False:",
        tests=("tests/editions/test_published.py",),
    ),
    Fault(
        "a case goes on by the rules that were in force when its process began",
        "workflows/runtime/running.py",
        'if (row.edition or "") != means.in_force.sha256:',
        "if False:",
        tests=("tests/tasks/test_rule_book.py::test_the_other_process_works_under_the_new_edition",),
    ),
    Fault(
        "a case is moved between other forks and joins",
        "workflows/engine/moving.py",
        "if _within(before, node) != _within(after, other):",
        "if False:",
        tests=("tests/runtime/test_moving.py",),
    ),
    Fault(
        "a certificate that nobody looked at is published",
        "workflows/runtime/publishing.py",
        "if seen and not (len(seen) >= SEEN and lawful.sha256.startswith(seen)):",
        "if False:",
    ),
    Fault(
        "a file of a document that was exchanged is shown as the one that was sent",
        "documents/register.py",
        "if hashlib.sha256(content).hexdigest() != row.sha256:",
        "if False:",
    ),
    Fault(
        "a form of a stranger's page is accepted",
        "tasks/signing.py",
        "    return hmac.compare_digest(person.csrf.encode(), given.encode())",
        "    return True",
    ),
    Fault(
        "a refusal leaves no entry",
        "tasks/acts/table.py",
        "                _record_refusal(house, person, this, about, refused)\n",
        "",
    ),
)
