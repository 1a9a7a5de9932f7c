"""Tables kept by others: closed days, banks, postal codes, municipalities. Each with a source and a horizon; no Django."""
