"""EDIFACT messages."""
