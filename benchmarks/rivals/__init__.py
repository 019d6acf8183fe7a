"""One file per contestant. Each runs in a process, and where need be an environment, of its own: see `serving`."""
