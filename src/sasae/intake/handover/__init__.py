"""Handing applications to the business systems, and word back to the resident."""
