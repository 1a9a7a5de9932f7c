"""The ledger speaks through the events of what is booked; it has none of its own."""

EVENTS: dict[str, str] = {}
