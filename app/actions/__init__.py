"""What can be done, one verb a file. An action takes the open transaction and who asks, adds and flushes, raises
`Refusal`s and never commits: `app.events.work` does. It knows no GraphQL; ids come as UUIDs."""
