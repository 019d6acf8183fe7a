"""What training leaves behind: a `Run`, and the one file it is kept in. Nothing here trains or judges."""
