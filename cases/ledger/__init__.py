"""The ledger: what fell due and what came in, as the housing system exported it."""
