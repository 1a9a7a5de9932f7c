"""Stands where a pension body and its own intermediary stand: it answers queries, and by magic persons answers wrongly.

Which outcome a person has is told by the last two digits of the 宛名番号 in the town: the table is `magic.py`, and in the
manual of the intermediary server.
"""
