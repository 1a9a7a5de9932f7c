"""Queries a body makes of others."""
