"""Acceptance sampling (抽检): random lines, judged blind, and what they say of the whole (``docs/sampling.md``)."""
