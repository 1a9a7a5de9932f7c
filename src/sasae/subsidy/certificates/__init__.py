"""Certificates and notices, kept as they were printed."""
