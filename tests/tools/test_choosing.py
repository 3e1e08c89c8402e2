"""Which tests are run for a fault: those about it, and some of every file that reaches it, within the time there is."""

from tools.mutants.choosing import SECONDS_OF_TESTS, choose, distance
from tools.mutants.operators import Mutant
from tools.mutants.reaching import Reached

FAULT = Mutant("tasks/pearls.py", "tasks/pearls.py:dive", 1, "", "", "", "")


def reached(**files: list[tuple[float, int]]) -> dict[str, Reached]:
    """Tests by their files, each with its seconds and how many functions it enters."""
    return {
        f"tests/web/test_{file}.py::test_{number}": Reached(seconds, {str(each) for each in range(entered)})
        for file, tests in files.items()
        for number, (seconds, entered) in enumerate(tests)
    }


def test_what_fits_is_all_run_and_the_nearest_first() -> None:
    tests = reached(web=[(1, 9)], pearl=[(5, 9)])
    tests["tests/tasks/test_x.py::test_0"] = Reached(3)
    choice = choose(FAULT, tests)
    assert choice.tests[0] == "tests/web/test_pearl.py::test_0"
    assert set(choice.tests) == set(tests)
    assert (choice.seconds, choice.left_out) == (9, 0)
    assert choose(FAULT, {}).tests == ()


def test_near_is_what_speaks_of_a_noun_of_the_module_its_folder_or_the_function() -> None:
    fault = Mutant("tasks/reconciling/case_rows.py", "tasks/reconciling/case_rows.py:_documents", 1, "", "", "", "")
    near = ("tests/tasks/test_reconciling.py::test_x[UPDATE a SET b]", "tests/web/test_x.py::test_a_document_is_named")
    assert [distance(fault, test) for test in near] == [0, 0]
    assert distance(fault, "tests/tasks/test_x.py::test_y[documents]") == 1  # what a parameter says is not spoken
    assert distance(fault, "tests/web/test_tasks.py::test_y") == 2


def test_a_file_of_many_fast_tests_leaves_no_other_file_out() -> None:
    tests = reached(fast=[(1.0, 50)] * 200, slow=[(8.0, 60), (9.0, 30)], other=[(7.0, 40)])
    choice = choose(FAULT, tests)
    assert {"tests/web/test_slow.py::test_1", "tests/web/test_other.py::test_0"} <= set(choice.tests)
    assert choice.tests.index("tests/web/test_slow.py::test_1") < 20  # the one that enters fewer stands for its file
    assert choice.seconds <= SECONDS_OF_TESTS
    assert choice.left_out == len(tests) - len(choice.tests) > 0


def test_one_that_takes_too_long_is_left_out_alone_and_run_where_there_is_no_other() -> None:
    tests = reached(long=[(SECONDS_OF_TESTS + 1, 1)], short=[(2, 9), (3, 9)])
    assert set(choose(FAULT, tests).tests) == set(tests) - {"tests/web/test_long.py::test_0"}
    assert choose(FAULT, reached(long=[(SECONDS_OF_TESTS + 1, 1)])).left_out == 0


def test_those_that_are_said_to_notice_it_come_before_all() -> None:
    tests = reached(pearl=[(1.0, 50)] * 200, far=[(30.0, 900), (20.0, 900)])
    named = [test for test in tests if "far" in test]
    assert list(choose(FAULT, tests, named).tests[:2]) == named
