"""What the systems say to each other: one module a conversation, no Django, no transport."""
