"""The rules that every statement keeps, checked against the vocabulary and the record it enters; what erasure means."""

from registry.rules.checking import RecordView, check_change_set, check_statement
from registry.rules.references import attested, references

__all__ = ["RecordView", "attested", "check_change_set", "check_statement", "references"]
