"""Plants faults in the upper rooms and asks whether a test notices: ``make mutants``."""
