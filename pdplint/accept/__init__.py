"""What is accepted for a time (waivers), or was known (the baseline)."""
