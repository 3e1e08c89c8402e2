"""Activities: what people and machines do."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults

from workflows.diagrams.graph import Passing
from workflows.engine.merging import copied
from workflows.engine.refusals import EvaluationFailed
from workflows.engine.specs.element import Element
from workflows.engine.token import Token


def keep(token: Token, variable: str | None, result: Any) -> None:
    """Store a result: in its variable, or, without one, the members of a dictionary beside each other."""
    if variable is not None:
        token.data[variable] = copied(result)
    elif isinstance(result, Mapping):
        token.data.update(copied(dict(result)))


class HumanTask(Element):
    """Waits for a person."""

    is_step = True


class UserTask(HumanTask, defaults.UserTask):
    """A person does it with a form."""


class ManualTask(HumanTask, defaults.ManualTask):
    """A person does it, outside the software."""


class NoneTask(HumanTask, defaults.NoneTask):
    """A task that does not say who does it: a person does."""


class ServiceTask(Element, defaults.ServiceTask):
    """The machine does it: in the same transaction, or as a job.

    :ivar operation: the operation's name, without prefix
    :ivar parameters: parameter name → FEEL text
    :ivar outputs_of_result: variable → FEEL text over the data and the members of the result; with these, nothing else
        of it is kept
    :ivar result: the variable that takes the result
    """

    is_step = True
    operation: str
    parameters: dict[str, str]
    outputs_of_result: dict[str, str]
    result: str | None

    def _run_hook(self, my_task: Token) -> bool | None:
        top = my_task.workflow.top_workflow
        feel = my_task.workflow.script_engine
        given = {name: copied(feel.evaluate(my_task, text)) for name, text in self.parameters.items()}
        if top.procedure.vocabulary.handlers.get(self.operation) == "job":
            my_task.internal_data["job"] = {"operation": self.operation, "parameters": given}
            top.note("started", my_task, operation=self.operation, parameters=copied(given))
            return None
        result = top.run_inline(my_task, self.operation, given)
        self.finish(my_task, result)
        return True

    def finish(self, token: Token, result: Any) -> None:
        """Store the result and tell the record."""
        if self.outputs_of_result:
            self._keep_outputs(token, result)
        else:
            keep(token, self.result, result)
        token.workflow.top_workflow.note(
            "completed", token, operation=self.operation, variable=self.result, result=copied(result)
        )

    def _keep_outputs(self, token: Token, result: Any) -> None:
        given = dict(result) if isinstance(result, Mapping) else {}
        if self.result is not None:
            given[self.result] = result
        feel = token.workflow.script_engine
        kept = {name: feel.evaluate(token, text, given) for name, text in self.outputs_of_result.items()}
        token.data.update(copied(kept))


class BusinessRuleTask(Element, defaults.BpmnSpecMixin):
    """Takes a decision of a DMN table.

    Without a result variable, several outputs are merged, and a single one goes to the decision's own variable.

    :ivar decision: the decision's id or name
    """

    is_step = True
    decision: str
    result: str | None

    def _run_hook(self, my_task: Token) -> bool:
        top = my_task.workflow.top_workflow
        variable, decided = top.procedure.decide(self.decision, my_task.data, my_task.element)
        if decided.value is None:
            raise EvaluationFailed(
                f"The decision {self.decision} at {my_task.element} gives nothing for these facts.",
                element=my_task.element,
            )
        if self.result is None and not isinstance(decided.value, Mapping):
            keep(my_task, variable, decided.value)
        else:
            keep(my_task, self.result, decided.value)
        matched = [
            {"decision": m.decision, "rules": list(m.rules), "numbers": list(m.numbers), "inputs": list(m.inputs)}
            for m in decided.matched
        ]
        top.note("decided", my_task, decision=self.decision, value=copied(decided.value), matched=matched)
        top.note("completed", my_task)
        return True


class SubProcess(Element, defaults.SubWorkflowTask):
    """A scope inside the process: opens when the token arrives, goes on when the scope has ended."""

    passes = True
    spec: str
    passing: Passing | None = None

    def _run_hook(self, my_task: Token) -> bool | None:
        top = my_task.workflow.top_workflow
        scope = top.subprocesses.get(my_task.id)
        if scope is None:
            begins_with = self.passed_on(my_task)
            scope = top.create_subprocess(my_task, self.spec)
            scope.plant(scope.spec).data = begins_with
            self.begun(my_task)
            return None
        my_task.data = self.taken_back(my_task, scope.data)
        self.over(my_task)
        return True

    def passed_on(self, token: Token) -> dict[str, Any]:
        """What the inside begins with."""
        return dict(token.data)

    def taken_back(self, token: Token, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002  # see overrides
        """The data of the task once the inside has ended with these."""
        return dict(data)

    def standing(self, token: Token, scope: Any) -> dict[str, Any]:  # noqa: ARG002  # see overrides
        """The data of the task while its inside is open."""
        found: dict[str, Any] = scope.data if scope.completed else scope.standing()
        return found

    def scope_ended(self, token: Token) -> None:
        """The task runs once more to be completed."""
        token._ready()

    def begun(self, token: Token) -> None:
        """Told when the scope opens."""

    def over(self, token: Token) -> None:
        """Told when the scope has ended."""
        token.workflow.top_workflow.close(token.id)

    def _on_cancel(self, my_task: Token) -> None:
        top = my_task.workflow.top_workflow
        scope = top.subprocesses.get(my_task.id)
        if scope is not None:
            scope.cancel_all()
            top.close(my_task.id)


class CallActivity(SubProcess, defaults.CallActivity):
    """Another process, run as a part of this one.

    :ivar passing: what is passed on and taken back; ``None``: everything
    """

    passes = False
    is_step = True

    def passed_on(self, token: Token) -> dict[str, Any]:
        """What is mapped into the called process."""
        if self.passing is None:
            return super().passed_on(token)
        feel = token.workflow.script_engine
        mapped = {name: copied(feel.evaluate(token, text)) for name, text in self.passing.into.items()}
        return {**token.data, **mapped} if self.passing.all_in else mapped

    def taken_back(self, token: Token, data: dict[str, Any]) -> dict[str, Any]:
        """What is mapped out of the called process."""
        if self.passing is None:
            return super().taken_back(token, data)
        feel = token.workflow.script_engine
        mapped = {name: copied(feel.over(token, text, data)) for name, text in self.passing.out.items()}
        return {**token.data, **(data if self.passing.all_out else {}), **mapped}

    def standing(self, token: Token, scope: Any) -> dict[str, Any]:
        """Until the called process has ended, nothing is taken back of what is mapped."""
        return super().standing(token, scope) if self.passing is None else token.data

    def begun(self, token: Token) -> None:
        """Told when the called process starts."""
        token.workflow.top_workflow.note("started", token, process=self.spec)

    def over(self, token: Token) -> None:
        """Told when the called process has ended."""
        token.workflow.top_workflow.note("completed", token, process=self.spec)
        super().over(token)
