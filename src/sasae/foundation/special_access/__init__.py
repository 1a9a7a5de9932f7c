"""Access that is not everyday: rights taken in an emergency, and the watched windows of contractors."""
