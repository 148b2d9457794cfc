"""Who may come in: passwords, tokens, sessions, and how often somebody may guess."""
