"""How good a trained network is, with the doubt that a small test leaves."""
