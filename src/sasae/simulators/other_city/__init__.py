"""Stands where the linkage platform of みどり野市, the made-up second municipality, stands: it registers copies.

It is a body of our own intermediary server like any other; what it knows comes from the town's `Elsewhere` rows.
"""
