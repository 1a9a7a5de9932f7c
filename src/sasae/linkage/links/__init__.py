"""Who may ask for what on which legal basis, and the relay of applications to the business systems."""
