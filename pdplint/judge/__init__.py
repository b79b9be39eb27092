"""A workspace and policies to findings. Pure."""
