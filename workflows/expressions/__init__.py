"""FEEL, the expression language of DMN (OMG DMN 1.5, chapter 10.3): the one language of conditions, timers,
parameters and decision cells.

>>> compile_expression("arrears_pence > 5000 and not(on_hold)").evaluate({"arrears_pence": 7500, "on_hold": False})
True
>>> compile_unary_tests("[1..50], > 100").matches(120)
True

Values are plain Python, see ``workflows.expressions.values``. What has no meaning is null (None), as the standard
says; what is not FEEL at all is refused when it is compiled. An evaluation has no effects, reads no clock and gives
the same answer, or the same refusal, every time.
"""

from workflows.expressions.errors import FeelLimit, FeelSyntaxError, NotFeel
from workflows.expressions.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from workflows.expressions.limits import begin
from workflows.expressions.storage import from_json, to_json
from workflows.expressions.text import written
from workflows.expressions.types import Type
from workflows.expressions.values import FeelFunction, Range, YearsAndMonths, equal, kind_of

__all__ = [
    "Expression",
    "FeelFunction",
    "FeelLimit",
    "FeelSyntaxError",
    "NotFeel",
    "Range",
    "Type",
    "UnaryTests",
    "YearsAndMonths",
    "begin",
    "compile_expression",
    "compile_unary_tests",
    "equal",
    "from_json",
    "kind_of",
    "to_json",
    "written",
]
