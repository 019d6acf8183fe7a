"""Values as pictures: sheets of true pixels with letters on them, and curves. One file a kind of value."""
