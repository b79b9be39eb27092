"""What the parts hand each other: plain, immutable data, and nothing that acts.

The JSON report is written from these field by field (`report/json.py`), never as a dump of them.
"""
