"""What people do: one function an act, and so one place that says who may.

A door (page, API, command line) reads a request, calls one act and renders what it gives. The act asks the role first,
then whether the person may see what the act is about, does its work in a unit of work of its own, and records it; a
refusal is recorded too. :data:`tasks.acts.table.ACTS` lists them all.
"""
