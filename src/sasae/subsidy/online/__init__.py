"""Notifications residents send at the portal: taken in through linkage, read, and entered for the usual second look."""
