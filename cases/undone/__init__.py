"""Acts that are void or wrong, for something that came to light later."""
