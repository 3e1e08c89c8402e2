"""The nightly look: what the machine finds each night, noun by noun."""
