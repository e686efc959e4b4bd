"""Presenters that several pages share: pure functions from statements to what a template shows."""
