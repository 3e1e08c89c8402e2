"""What a case waits for in one version must still come in the other."""

from tests.engine.drawing import Drawing
from tests.engine.driving import Recorder
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import Execution, Procedure, compile_procedure
from workflows.engine.moving import move


def compiled(drawn: Drawing, *called: Drawing) -> Procedure:
    files = {f"{each.ident}.bpmn": each.xml() for each in (drawn, *called)}
    return compile_procedure(files, drawn.ident, Vocabulary())


def signalling(*steps: str, before: str = "") -> Drawing:
    """``ask`` and these, which give a signal, beside a wait for it; ``before``: given there, before the two part."""
    drawn = Drawing("p").start().end().user("ask").parallel("fork", "meet").catches("wait", "signal", "GO")
    drawn.throws("give", "signal", "GO", "intermediateThrowEvent").user(*(each for each in steps if each != "give"))
    drawn.chain("start", *([before] if before else []), "fork", "ask", *steps, "meet", "end")
    return drawn.chain("fork", "wait", "meet")


def against(before: Procedure, after: Procedure) -> tuple[str, ...]:
    case = Execution.start(before, {})
    case.advance(Recorder({}))
    return move(before, after, case.state()).against


def test_a_signal_that_is_given_before_the_place_where_the_case_stands_does_not_come_any_more() -> None:
    before = compiled(signalling("give"))
    (why,) = against(before, compiled(signalling(before="give")))
    assert why == "wait waits for the signal GO, which nothing ahead gives any more."
    assert against(before, compiled(signalling("extra", "give"))) == ()


def test_a_signal_that_is_given_by_what_is_called_comes() -> None:
    called = Drawing("q").start("begin").end("over").throws("give", "signal", "GO", "intermediateThrowEvent")
    called.chain("begin", "give", "over")
    calling = Drawing("p").start().end().user("ask").parallel("fork", "meet").catches("wait", "signal", "GO")
    calling.call("calls", "q").chain("start", "fork", "ask", "calls", "meet", "end").chain("fork", "wait", "meet")
    assert against(compiled(signalling("give")), compiled(calling, called)) == ()
