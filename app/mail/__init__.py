"""Mail: what is said (`messages`), how it looks (`rendering`), the outbox (`outbox`), and its sending (`sender`)."""
