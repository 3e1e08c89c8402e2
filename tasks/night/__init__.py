"""What is looked at every night beside the accounts: one module a noun."""
