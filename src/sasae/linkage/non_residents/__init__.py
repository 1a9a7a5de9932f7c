"""Numbers for non-residents (住登外者宛名番号付番API v2.0): the standard's own door, with its words and its errors."""
