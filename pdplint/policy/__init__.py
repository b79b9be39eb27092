"""What policies say: controls, scopes, instruments with their clauses, regimes."""
