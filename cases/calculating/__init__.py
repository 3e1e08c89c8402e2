"""What every calculation of law is made of: declaration, input, counting of days, exact money, and the answer."""
