"""Normalised XML → SpiffWorkflow's specs, of our own classes.

This is the second reading of a diagram, independent of ``workflows.diagrams.reading`` but for the XML.
"""

from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    ERROR_EVENT_XPATH,
    ESCALATION_EVENT_XPATH,
    SIGNAL_EVENT_XPATH,
    TERMINATION_EVENT_XPATH,
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    ReceiveTaskParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser,
    ConditionalGatewayParser,
    GatewayParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from workflows.diagrams.graph import Passing
from workflows.engine.specs import activities, events, gateways, loops
from workflows.engine.specs.element import Process

_CORE = "http://spiffworkflow.org/bpmn/schema/1.0/core"
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_PREFIX = "op."


def _extension(node: etree._Element, name: str) -> etree._Element | None:
    return node.find(f"{{{_BPMN}}}extensionElements/{{{_CORE}}}{name}")


def _text(element: etree._Element | None) -> str | None:
    return (element.text or "").strip() or None if element is not None else None


def _texts(operator: etree._Element, word: str) -> dict[str, str]:
    return {each.get("id") or "": (each.get("value") or "").strip() for each in operator.iter(f"{{{_CORE}}}{word}")}


class _Task(TaskParser):
    """Reads one node; boundary events hang off a split, without the join that SpiffWorkflow puts behind it."""

    STANDARD_LOOP_CLASS = loops.StandardLoop
    PARALLEL_MI_CLASS = loops.ParallelMultiInstance
    SEQUENTIAL_MI_CLASS = loops.SequentialMultiInstance

    def _add_boundary_event(self, children: list[etree._Element]) -> Any:
        split = events.BoundaryEventSplit(self.spec, f"{self.bpmn_id}{gateways.SPLIT}", lane=self.task.lane)
        split.connect(self.task)
        for event in children:
            split.connect(self.process_parser.parse_node(event))
        return split


class _ServiceTask(_Task):
    def create_task(self) -> Any:
        task = super().create_task()
        operator = _extension(self.node, "serviceTaskOperator")
        if operator is None:
            raise ValidationException("A service task needs a serviceTaskOperator", self.node, self.filename)
        task.operation = (operator.get("id") or "").removeprefix(_PREFIX)
        task.result = operator.get("resultVariable") or None
        task.parameters = _texts(operator, "parameter")
        task.outputs_of_result = _texts(operator, "output")
        return task


class _BusinessRuleTask(_Task):
    def create_task(self) -> Any:
        task = super().create_task()
        task.decision = _text(_extension(self.node, "calledDecisionId"))
        task.result = _text(_extension(self.node, "resultVariable"))
        return task


class _Variable:
    """For catching events: where a message's payload goes."""

    node: etree._Element

    def create_task(self) -> Any:
        task = super().create_task()  # type: ignore[misc]
        found = self.node.find(f".//{{{_CORE}}}messageVariable")
        task.variable = _text(found)
        return task


class _Start(StartEventParser, _Task):
    pass


class _End(EndEventParser, _Task):
    """SpiffWorkflow's takes a signal end event for a plain one."""

    def create_task(self) -> Any:
        paths = (ERROR_EVENT_XPATH, ESCALATION_EVENT_XPATH, SIGNAL_EVENT_XPATH, TERMINATION_EVENT_XPATH)
        task = self._create_task(self.get_event_definition(paths))
        task.connect(self.spec.end)
        return task


class _Catch(_Variable, IntermediateCatchEventParser, _Task):
    pass


class _Throw(IntermediateThrowEventParser, _Task):
    pass


class _Boundary(_Variable, BoundaryEventParser, _Task):
    def create_task(self) -> Any:
        task = super().create_task()
        task.lasting = self.node.get(f"{{{_CORE}}}lastsAsScope") == "true"
        return task


class _Receive(_Variable, ReceiveTaskParser, _Task):
    pass


class _EventGateway(EventBasedGatewayParser, _Task):
    pass


class _Gateway(GatewayParser, _Task):
    pass


class _Enough(GatewayParser, _Task):
    def create_task(self) -> Any:
        task = super().create_task()
        task.activation = _text(self.node.find(f"{{{_BPMN}}}activationCondition"))
        return task


class _Choice(ConditionalGatewayParser, _Task):
    pass


class _Call(CallActivityParser, _Task):
    def create_task(self) -> Any:
        task = super().create_task()
        said = _extension(self.node, "calledData")
        if said is not None:
            into, out = _texts(said, "parameter"), _texts(said, "output")
            task.passing = Passing(said.get("in") == "all", into, said.get("out") == "all", out)
        return task


class _Sub(SubWorkflowParser, _Task):
    pass


class _ProcessParser(ProcessParser):
    """Reads one process into our kind of spec; whether it is executable is lint's to say."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.process_executable = True

    def create_spec(self) -> Process:
        taken = {node.get("id") or "" for node in self.node.iter(f"{{{_BPMN}}}*")}
        return Process(self.bpmn_id, self.get_name(), self.filename, taken)

    def add_tasks(self) -> None:
        """Each start event hangs off the start by itself: which of several begins is told to each instance."""
        for node in self.node.iterfind(f"{{{_BPMN}}}startEvent"):
            self.parse_node(node)

    def _index_process_nodes(self) -> None:
        super()._index_process_nodes()
        # Stock indexes every id under the process: an extension element with a task's id would hide the task.
        self.nodes_by_id = {
            node.get("id"): node for node in self.node.iter(f"{{{_BPMN}}}*") if node.get("id") is not None
        }


class ProcedureParser(BpmnParser):
    """Compiles the files of one procedure.

    Only the elements named here are known; lint has refused the others before.
    """

    PARSER_CLASSES: ClassVar[dict[str, Any]] = {
        full_tag("startEvent"): (_Start, events.StartEvent),
        full_tag("endEvent"): (_End, events.EndEvent),
        full_tag("intermediateCatchEvent"): (_Catch, events.IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Throw, events.IntermediateThrowEvent),
        full_tag("boundaryEvent"): (_Boundary, events.BoundaryEvent),
        full_tag("receiveTask"): (_Receive, events.ReceiveTask),
        full_tag("task"): (_Task, activities.NoneTask),
        full_tag("userTask"): (_Task, activities.UserTask),
        full_tag("manualTask"): (_Task, activities.ManualTask),
        full_tag("serviceTask"): (_ServiceTask, activities.ServiceTask),
        full_tag("businessRuleTask"): (_BusinessRuleTask, activities.BusinessRuleTask),
        full_tag("subProcess"): (_Sub, activities.SubProcess),
        full_tag("callActivity"): (_Call, activities.CallActivity),
        full_tag("exclusiveGateway"): (_Choice, gateways.ExclusiveGateway),
        full_tag("parallelGateway"): (_Gateway, gateways.ParallelGateway),
        full_tag("inclusiveGateway"): (_Choice, gateways.InclusiveGateway),
        full_tag("complexGateway"): (_Enough, gateways.ComplexGateway),
        full_tag("eventBasedGateway"): (_EventGateway, gateways.EventBasedGateway),
    }
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {}
    PROCESS_PARSER_CLASS = _ProcessParser

    def get_document_positions(self, *_: Any) -> dict[str, Any]:
        """No positions, so that the order of the file stands.

        Stock asks conditions in the order of the shapes' height: moving a shape would change the law.
        """
        return {}
