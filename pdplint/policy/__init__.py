"""What policies say: operators, conditions, controls, scopes, instruments, regimes."""
