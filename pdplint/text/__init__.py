"""YAML or JSON text to plain values, and the places where they stand."""
