"""What workers do: handlers of jobs (`handlers`), what goes at last (`pruning`), all lines of a worker (`lines`)."""
