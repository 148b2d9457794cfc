"""What mutations answer: the fact, or one of its refusals. One family a file."""
