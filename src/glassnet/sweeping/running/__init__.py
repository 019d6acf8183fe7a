"""Runs carried out: here, by workers, on Ray, or shared by machines through a database."""
