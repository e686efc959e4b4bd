"""Labelled pairs for the benchmark of duplicates: what is entered, an actor of the record, whether they are the same.

The names, and the ways in which people write them, come from lists of their own (names.yaml, writing.yaml); nothing in
them was read off the program that is measured. The same numbers and seed always give the same pairs.
"""

from seed.pairs.asking import Asked
from seed.pairs.drawing import Pair, pairs
from seed.pairs.world import Actor, World

__all__ = ["Actor", "Asked", "Pair", "World", "pairs"]
