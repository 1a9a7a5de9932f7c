"""Deleting what has been kept long enough: listed, looked through, approved by another, deleted, the result confirmed."""
