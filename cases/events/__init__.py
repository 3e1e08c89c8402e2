"""What happened to people and covers their debts: moratoria, insolvency, deaths; what is in force on a day."""
