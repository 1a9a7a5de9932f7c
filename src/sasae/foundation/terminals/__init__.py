"""Permitted terminals (端末), and what was taken onto them until somebody else has seen that it is gone."""
