"""FEEL in the place of Python: SpiffWorkflow's script engine, with its ways to ``eval`` and ``exec`` closed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from workflows.engine.refusals import EvaluationFailed
from workflows.engine.token import Token
from workflows.errors import Refused
from workflows.expressions import Expression
from workflows.expressions.text import text_of

_LONGEST = 60


class _NoPython:
    """Stands where SpiffWorkflow keeps its Python environment, so that nothing can reach one."""

    def evaluate(self, *_: Any, **__: Any) -> Any:
        raise EvaluationFailed("Python is not evaluated here; expressions are FEEL.")

    execute = call_service = evaluate


class Feel(PythonScriptEngine):
    """The expressions of one procedure, compiled when it was; shared by its instances and by threads."""

    def __init__(self, expressions: Mapping[str, Expression]) -> None:
        super().__init__(_NoPython())
        self.expressions = MappingProxyType(dict(expressions))

    def evaluate(self, task: Token, expression: str, external_context: Mapping[str, Any] | None = None) -> Any:
        """The value of a compiled text over the data of a token.

        :param external_context: further variables, for this evaluation only
        :raises EvaluationFailed: when the text was not compiled, or its evaluation is refused
        """
        context = {**task.data, **external_context} if external_context else task.data
        return self._value(task, expression, context)

    def _value(self, task: Token, expression: str, context: Mapping[str, Any]) -> Any:
        compiled = self.expressions.get(expression)
        if compiled is None:
            raise EvaluationFailed(
                f"“{expression}” at {task.element} was not compiled with the procedure.", element=task.element
            )
        try:
            return compiled.evaluate(context)
        except Refused as refused:
            raise EvaluationFailed(
                f"“{expression}” at {task.element} could not be evaluated: {refused.sentence}", element=task.element
            ) from refused
        except Exception as error:
            # A function of the vocabulary went wrong; the other branches of the case must not stop for it.
            raise EvaluationFailed(
                f"“{expression}” at {task.element} could not be evaluated: {type(error).__name__}: {error}.",
                element=task.element,
            ) from error

    def over(self, task: Token, expression: str, data: Mapping[str, Any]) -> Any:
        """The value of a compiled text over other data than the token's, and nothing else.

        :raises EvaluationFailed: as :meth:`evaluate`
        """
        return self._value(task, expression, data)

    def execute(self, task: Token, *_: Any, **__: Any) -> Any:
        """Scripts are never run.

        :raises EvaluationFailed: always
        """
        raise EvaluationFailed(f"{task.element} has a script; scripts are not run.", element=task.element)

    def call_service(self, task: Token, **_: Any) -> Any:
        """Service tasks go to the host, never through here.

        :raises EvaluationFailed: always
        """
        raise EvaluationFailed(f"{task.element} must be run by its host.", element=task.element)


def shown(value: Any) -> str:
    """A value as people write it, for a sentence: FEEL, not Python, and not more than a line of it."""
    text = "null (is a variable missing?)" if value is None else "".join(text_of(value, True))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
