"""The audit trail: who did what, when, from where; sealed into a chain that shows what was tampered with."""
