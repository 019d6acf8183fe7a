"""What right answers can tell: who is best, what a knob does, with the doubt that seeds and pictures leave."""
