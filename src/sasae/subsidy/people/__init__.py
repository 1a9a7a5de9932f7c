"""Applicants, recipients and their families, as linkage tells of them."""
