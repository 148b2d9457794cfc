"""The face of the service: types, inputs, refusals, and what each type is in the database. No logic."""
