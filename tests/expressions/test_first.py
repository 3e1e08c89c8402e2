"""A first walk through the language."""

from workflows.expressions import compile_expression, compile_unary_tests


def test_condition() -> None:
    condition = compile_expression("arrears_pence > 5000 and not(on_hold)")
    assert condition.names == {"arrears_pence", "on_hold"}
    assert condition.evaluate({"arrears_pence": 7500, "on_hold": False}) is True
    assert condition({"arrears_pence": 7500}) is None


def test_cell() -> None:
    cell = compile_unary_tests('not("a", "b")')
    assert cell.matches("c")
    assert not cell.matches("a")
