"""Transfers to other offices of the city: asked on demand, under a permission, logged so that each can be checked."""
