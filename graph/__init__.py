"""What is computed from frozen snapshots of the record: projections, measures, drawing and graph file formats."""
