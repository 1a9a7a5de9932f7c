"""What the city's offices may provide to other bodies: taken from their systems and handed on as copies (副本)."""
