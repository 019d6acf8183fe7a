"""What lies on the disk of a study: its question, its pictures, its runs; and which models stay."""
