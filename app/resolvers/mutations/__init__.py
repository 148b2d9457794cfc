"""What can be done, one family a file: `app.resolvers.mutation` puts them together."""
