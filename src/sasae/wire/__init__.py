"""How systems reach each other: mutual TLS 1.3, signed requests (RFC 9421), sealed values. No Django, no contracts."""
