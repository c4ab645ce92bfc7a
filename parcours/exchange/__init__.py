"""Files that pathways read and write."""
