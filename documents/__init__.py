"""Letters and statements: facts → template → PDF → register → service."""
