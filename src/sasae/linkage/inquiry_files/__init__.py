"""Inquiries in bulk: request files taken line by line, asked in chunks, answered as files."""
