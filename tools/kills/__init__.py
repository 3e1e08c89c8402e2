"""Kills the processes of an installation at random while they work, and checks that nothing is lost or done twice.

``python -m tools.kills --seed 7 --kills 100 --database sqlite`` (or the address of an empty PostgreSQL database).
All traffic stays on this machine.
"""
