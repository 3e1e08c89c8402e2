"""Cases in motion: instances of procedures, their work items, timers, messages, jobs and incidents."""
