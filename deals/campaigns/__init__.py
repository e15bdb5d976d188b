"""Campaigns: a public form of its own for each, whose answers are leads."""
