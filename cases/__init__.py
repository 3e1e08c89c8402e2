"""Who owes what: customers, accounts, transactions, arrangements, holds; the look-up of law; the reading of exports."""
