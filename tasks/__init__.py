"""People's work (who may do what, the work list, forms) and the machine's (``steps``: one function a step)."""
