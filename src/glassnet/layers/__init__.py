"""TFLearn's layer functions: each checks what it is given, settles the shape at once, and returns a `Node`."""
