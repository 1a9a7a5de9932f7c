"""The steps of a form, asked one page at a time."""
