"""A workspace and policies to findings, claims and amounts: paths, truth, verdicts. Pure."""
