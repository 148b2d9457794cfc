"""Selections: which rows, which columns, as whom."""
