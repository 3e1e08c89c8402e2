"""People: customers of the landlord, and who of them is liable for what."""
