"""The page of a run: one HTML file that needs nothing beside it, made of sections in a fixed order (`writing`)."""
