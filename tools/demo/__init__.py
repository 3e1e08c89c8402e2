"""A demo landlord: made-up tenants, their ledgers, officers who work the cases, and a tour of three of them.

No person here is real. Everything follows from one seed, so that two demos tell the same story.
"""
