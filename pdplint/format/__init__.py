"""What a description may hold: the field table, the form, regions, which word was meant."""
