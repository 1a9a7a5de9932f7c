"""移転: standing permissions for the sister subsidies, what leaves under them, and the log held against them."""
