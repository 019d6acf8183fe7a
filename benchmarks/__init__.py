"""Glassnet beside what else trains the same networks. `make bench` runs it and writes docs/benchmarks.md."""
