"""The only place that opens files: finds descriptions and policies, reads, checks, writes.

A run is one call for some paths. Each path belongs to a workspace, whose root is the folder of the
nearest `pdplint.yaml` above it, else the path itself; all of a workspace is read, whatever is asked
to be reported.
"""
