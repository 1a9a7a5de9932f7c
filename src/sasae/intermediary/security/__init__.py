"""Security: alarms, who may connect and ask, what the last verification found."""
