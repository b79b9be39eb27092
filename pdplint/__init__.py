"""pdplint: a policy-as-code linter for the handling of personal data."""

__version__ = "0.1.0"
