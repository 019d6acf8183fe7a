"""The sweep: many networks, each trained from several seeds, and what can be told of their differences."""
