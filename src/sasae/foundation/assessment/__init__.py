"""The assessment of this installation, night after night: what was found true of each clause, and what was not."""
