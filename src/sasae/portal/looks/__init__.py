"""Who looked at my record: the resident's question, queued until intake pulls it, and the answer only that resident can open."""
