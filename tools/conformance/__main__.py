"""Writes docs/conformance.md."""

from tools.conformance.page import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"{PAGE.name} is written.")
