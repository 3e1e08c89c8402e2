"""What of the standards is run as they say, counted by what it is about: docs/conformance.md."""
