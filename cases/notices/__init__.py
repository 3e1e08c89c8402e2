"""Notices by which a landlord begins to seek possession: what each is, on whom it was served, and how long it lives."""
