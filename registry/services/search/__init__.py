"""Search by name: folding of spellings, an index in memory that belongs to one revision, the order of the answers."""

from registry.services.search.folding import Folded, fold, folded, words
from registry.services.search.index import LiveIndex, NameIndex
from registry.services.search.ranking import Hit, How
from registry.services.search.table import IndexEntry

__all__ = ["Folded", "Hit", "How", "IndexEntry", "LiveIndex", "NameIndex", "fold", "folded", "words"]
