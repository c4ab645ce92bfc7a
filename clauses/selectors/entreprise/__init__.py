"""What a contractor's pages read: the firm of the active space, within the member's limits."""
