"""One file per family of formulas; each offers `answers() -> {"cases": [...]}`."""
