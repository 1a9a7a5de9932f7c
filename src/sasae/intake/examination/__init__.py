"""How far each application is, and which papers were looked at."""
