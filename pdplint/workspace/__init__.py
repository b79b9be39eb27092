"""Descriptions linked: entities, lineage, what is derived of them."""
