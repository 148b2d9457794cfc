"""GraphQL over sockets and event streams: the protocols, and nothing of the schema."""
