"""What is accepted for a time, or was known."""
