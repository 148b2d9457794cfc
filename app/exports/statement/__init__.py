"""PDF statements: one page a candidate, scores drawn on their scale, bookmarked, written as they come."""
