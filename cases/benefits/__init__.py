"""Benefits: what was claimed towards the rent, what was decided, and when it is paid."""
