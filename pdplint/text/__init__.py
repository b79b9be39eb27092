"""Text to plain values, with the places of each."""
