"""The network as files for other programs: GEXF, GraphML, tables for Gephi, JSON."""

from graph.formats.content import Content, content
from graph.formats.registry import FORMATS, Format

__all__ = ["FORMATS", "Content", "Format", "content"]
