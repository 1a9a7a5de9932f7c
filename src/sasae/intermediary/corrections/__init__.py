"""訂正の通知: whom to tell that what they were provided with, or have on record, was put right."""
