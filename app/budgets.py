"""How many failed checks a day an organisation may make of which staff have set nothing else; see docs/limits.md."""

VERIFICATIONS_PER_DAY = 1_000
