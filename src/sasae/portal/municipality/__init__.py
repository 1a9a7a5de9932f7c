"""The municipality's side: list, status, access from permitted terminals."""
