"""Referrals: who is asked to help a person, whether they consented, and what came of it."""
