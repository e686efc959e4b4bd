"""First contents: one folder a source, each row with its origin, and the synthetic region generator."""
