"""Descriptions linked: entities, lineage, contradictions, and what one law derives of them."""
