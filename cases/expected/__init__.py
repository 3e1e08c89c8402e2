"""The expected balance: what should stand on an account on a day if everybody pays as they must."""
