"""One log of what happened, and how those who listen hear of it."""
