"""Formats of the outside world: bank transfer files, medical receipts, application packages, card certificates.

Every format follows the same floor plan: the layout is a table, bad input becomes findings with a stable id and a
place, and nothing is cut, guessed or lost on the way in. No format knows Django, the law or the wire.
"""
