"""SpiffWorkflow as its own documentation has it: what our engine is measured against, and nothing else.

The same process as ours, in its own dialect: Python conditions and scripts where ours has FEEL and inline operations.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import SpiffWorkflow.bpmn.specs.event_definitions.timer as timer_module
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


class _Services(TaskDataEnvironment):
    def call_service(self, _context: Any, operation_name: str = "", **_more: Any) -> str:
        return json.dumps({"ok": True, "operation": operation_name})


class _Clock(datetime):
    """Stock reads the machine's clock; here it is told the time, so that two years pass in a second."""

    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """The time it was told."""
        return cls.moment.astimezone(tz)


class StockCase:
    """One case in stock SpiffWorkflow.

    :param files: our diagrams and decisions, by name
    :param scripts: for each operation whose result is merged into the data, the Python that does the same
    """

    def __init__(
        self, files: Mapping[str, bytes], process: str, scripts: Mapping[str, str], data: dict[str, Any]
    ) -> None:
        timer_module.datetime = _Clock
        _Clock.moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
        parser = SpiffBpmnParser()
        for name, content in files.items():
            if name.endswith(".bpmn"):
                parser.add_bpmn_xml(_in_its_dialect(content, scripts), name)
            else:
                parser.add_dmn_str(content)
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        self._engine = PythonScriptEngine(_Services())
        spec, subs = parser.get_spec(process), parser.get_subprocess_specs(process)
        self.workflow = BpmnWorkflow(spec, subs, script_engine=self._engine)
        self.workflow.data.update(data)
        self.workflow.task_tree.data.update(data)
        self.workflow.do_engine_steps()

    def step(self) -> str:
        """One event from outside and all that follows from it: completes a person's step, or lets a wait end.

        :returns: the element's name; empty once the case has ended
        """
        ready = [t for t in self.workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]
        if ready:
            ready[0].run()
            self.workflow.do_engine_steps()
            return str(ready[0].task_spec.name)
        if self.workflow.completed:
            return ""
        _Clock.moment += timedelta(days=61)
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps()
        return "timer"

    def to_text(self) -> str:
        """The case as its serializer writes it."""
        return str(self._serializer.serialize_json(self.workflow))

    def from_text(self, text: str) -> None:
        """The case as its serializer reads it."""
        self.workflow = self._serializer.deserialize_json(text)
        self.workflow.script_engine = self._engine

    @staticmethod
    def put_clock_back() -> None:
        """Leaves the machine's clock to stock again."""
        timer_module.datetime = datetime


def _in_its_dialect(content: bytes, scripts: Mapping[str, str]) -> etree._Element:
    root = etree.fromstring(content)  # our own files
    for task in list(root.iter(f"{_BPMN}serviceTask")):
        operator = task.find(f".//{_SPIFF}serviceTaskOperator")
        if operator is None:
            continue
        operation = (operator.get("id") or "").removeprefix("op.")
        if operator.get("resultVariable") is None:
            task.tag = f"{_BPMN}scriptTask"
            for child in list(task):
                if child.tag == f"{_BPMN}extensionElements":
                    task.remove(child)
            text = next((p.get("value") or "" for p in operator.iter(f"{_SPIFF}parameter")), "")
            etree.SubElement(task, f"{_BPMN}script").text = scripts[operation].replace("{text}", text)
    for parameter in root.iter(f"{_SPIFF}parameter"):
        parameter.set("value", re.sub(r"\.(\w+)", r'["\1"]', parameter.get("value") or ""))
    for condition in root.iter(f"{_BPMN}conditionExpression"):
        condition.text = re.sub(r"(?<![<>!=])=(?!=)", "==", condition.text or "")
    for duration in root.iter(f"{_BPMN}timeDuration"):
        duration.text = f'"{duration.text}"'
    return root
