"""Stands where J-LIS' certificate authority stands: issues the two certificates of a number card, and revokes them.

Certificates follow the public profile (formats.md §4.2, 4.3), built here from the profile and not by our reader. Keys are
made on first use and lie in this database: software cards are for trying and testing.
"""
