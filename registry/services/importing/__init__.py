"""Importing tables: read a file, map its columns and values, match its rows, plan and commit change sets."""
