"""Marks of print that several stages look for."""

from __future__ import annotations

BULLETS = "●•■◆▲★○□◇△☆※▪◎"
"""Marks that begin a list item."""
