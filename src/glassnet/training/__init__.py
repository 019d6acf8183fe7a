"""Network, recipe and data meet here, once, and one thing comes out: a `Run`. Training is a generator of events."""
