"""Limits a body sets for itself: how old its copies may be, how long things are kept. Dated, proposed, approved."""
