"""What is tried: knobs and their values, and the networks they make, settled by shapes before anything runs."""
