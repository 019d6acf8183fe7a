"""Which networks are tried next, or no longer."""
