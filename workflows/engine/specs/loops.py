"""Activities that are done several times: standard loops and multi-instance.

The task of the loop stays started while its instances come and go as its children; it is run again after each one, so
that every expression is evaluated in a run, where a failure can be told and retried.
"""

from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults

from workflows.engine.feel import shown
from workflows.engine.merging import copied, merged
from workflows.engine.refusals import EvaluationFailed
from workflows.engine.specs.element import Element
from workflows.engine.token import LIVE, Token

MOST_INSTANCES = 100


def variable(reference: Any) -> str:
    """The name of the variable that a data reference names."""
    return str(reference.bpmn_name or reference.bpmn_id)


class _Looping(Element):
    """The task that holds the instances."""

    task_spec: str
    name: str

    def instance(self, token: Token, index: int, extra: dict[str, Any]) -> None:
        """Open one instance."""
        spec = token.workflow.spec.task_specs[self.task_spec]
        child = token._add_child(spec)
        child.triggered = True
        child.internal_data["index"] = index
        spec._update(child)
        child.data = {**token.data, **extra}

    def running(self, token: Token) -> list[Token]:
        """The instances that are not done."""
        return [child for child in token.children if child.triggered and child._state & LIVE]

    def child_completed(self, token: Token, child: Token) -> None:
        """An instance is done: keep what it leaves and run the loop again."""
        if child.triggered:
            self.gather(token, child)
            token.workflow._remove_task(child.id)
            token._ready()

    def gather(self, token: Token, child: Token) -> None:
        """Take over an instance's data."""
        raise NotImplementedError

    def evaluate(self, token: Token, text: str, kind: type[Any], wanted: str, **more: Any) -> Any:
        """A FEEL value of a given type."""
        value = token.workflow.script_engine.evaluate(token, text, more)
        if kind is int and isinstance(value, Decimal) and value == value.to_integral_value():
            return int(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise EvaluationFailed(
                f"“{text}” at {token.element} gives {shown(value)}; it must give {wanted}.", element=token.element
            )
        return value


class StandardLoop(_Looping, defaults.StandardLoopTask):
    """Again while the condition is true, at most ``loopMaximum`` times."""

    maximum: int | None
    condition: str | None
    test_before: bool

    def _run_hook(self, my_task: Token) -> bool | None:
        loop = my_task.internal_data.setdefault("loop", {"done": 0})
        if self._over(my_task, loop["done"]):
            return True
        self.instance(my_task, loop["done"], {})
        return None

    def _over(self, token: Token, done: int) -> bool:
        if self.maximum is not None and done >= self.maximum:
            return True
        if self.condition is None or (done == 0 and not self.test_before):
            return False
        return not self.evaluate(token, self.condition, bool, "true or false", loopCounter=done)

    def gather(self, token: Token, child: Token) -> None:
        """What the round did is the loop's data now."""
        token.data = dict(child.data)
        loop = token.internal_data["loop"]
        token.internal_data = {"loop": {"done": loop["done"] + 1}}


class MultiInstance(_Looping):
    """One instance for each item of a list, or a number of them.

    Results gathered in an output collection stand in the order of the items, whichever instance is done first.
    """

    cardinality: str | None
    data_input: Any
    data_output: Any
    input_item: Any
    output_item: Any
    condition: str | None
    at_once: bool

    def _run_hook(self, my_task: Token) -> bool | None:
        if "loop" not in my_task.internal_data:
            items = self._items(my_task)
            my_task.internal_data["loop"] = {"items": items, "next": 0, "done": [], "results": []}
        loop = my_task.internal_data["loop"]
        if self._complete(my_task, loop):
            for child in self.running(my_task):
                child.cancel()
            for child in [c for c in my_task.children if c.triggered]:
                my_task.workflow._remove_task(child.id)
            if self.data_output is not None:
                results = sorted(zip(loop["done"], loop["results"], strict=True), key=lambda pair: pair[0])
                my_task.data[variable(self.data_output)] = [result for _, result in results]
            return True
        until = len(loop["items"]) if self.at_once else loop["next"] + 1 - len(self.running(my_task))
        while loop["next"] < until:
            index = loop["next"]
            loop["next"] += 1
            extra = {variable(self.input_item): loop["items"][index]} if self.input_item is not None else {}
            self.instance(my_task, index, extra)
        return None

    def _items(self, token: Token) -> list[Any]:
        if self.cardinality is not None:
            count = self.evaluate(token, self.cardinality, int, "a whole number")
            if not 0 <= count <= MOST_INSTANCES:
                raise self._too_many(token, count)
            return list(range(1, count + 1))
        items: list[Any] = self.evaluate(token, self.data_input.bpmn_id, list, "a list")
        if len(items) > MOST_INSTANCES:
            raise self._too_many(token, len(items))
        return [copied(item) for item in items]

    def _too_many(self, token: Token, count: int) -> EvaluationFailed:
        return EvaluationFailed(
            f"{token.element} would have {count} instances; it may have 0 to {MOST_INSTANCES}.", element=token.element
        )

    def _complete(self, token: Token, loop: dict[str, Any]) -> bool:
        done, items = len(loop["done"]), len(loop["items"])
        if done == items:
            return True
        if self.condition is None or done == 0:
            return False
        more: dict[str, Any] = {"numberOfInstances": items, "numberOfCompletedInstances": done}
        more["numberOfActiveInstances"] = len(self.running(token))
        if self.data_output is not None:
            more[variable(self.data_output)] = list(loop["results"])
        if self.output_item is not None:
            more[variable(self.output_item)] = loop["results"][-1]
        return bool(self.evaluate(token, self.condition, bool, "true or false", **more))

    def gather(self, token: Token, child: Token) -> None:
        """Keep the result; without an output collection, what the instance changed."""
        loop = token.internal_data["loop"]
        loop["done"].append(child.internal_data.get("index", 0))
        data = dict(child.data)
        if self.data_output is not None:
            loop["results"].append(data.get(variable(self.output_item)) if self.output_item is not None else None)
            return
        loop["results"].append(None)
        base = token.parent.data
        if self.input_item is not None:
            name = variable(self.input_item)
            data.pop(name, None)
            if name in base:
                data[name] = base[name]
        token.data = merged(base, (token.data, data)) if self.at_once else data


class ParallelMultiInstance(MultiInstance, defaults.ParallelMultiInstanceTask):
    """All instances at once."""

    at_once = True


class SequentialMultiInstance(MultiInstance, defaults.SequentialMultiInstanceTask):
    """One instance after another."""

    at_once = False


__all__ = ["ParallelMultiInstance", "SequentialMultiInstance", "StandardLoop"]
