"""The review-and-payment body: writes a month's medical receipt file and the bill for it."""
