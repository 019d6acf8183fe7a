"""The only folder that knows how arithmetic is done: a `Network` of integers becomes a torch module that computes."""
