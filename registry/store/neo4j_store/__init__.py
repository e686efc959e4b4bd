"""The Neo4j store: the record as a natural graph with its whole history, on one server or a cluster."""

from registry.store.neo4j_store.store import Neo4jStore

__all__ = ["Neo4jStore"]
