"""The elements of a diagram as the engine runs them: SpiffWorkflow's, mended where they differ from BPMN."""
