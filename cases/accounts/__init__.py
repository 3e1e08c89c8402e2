"""The accounts that cases are about."""
