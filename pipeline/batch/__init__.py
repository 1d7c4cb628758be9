"""Runs over many files: the work list, the results folder and its lock, progress as events."""
