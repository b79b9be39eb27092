"""Pages about policies, clauses and verdicts, and the map."""
