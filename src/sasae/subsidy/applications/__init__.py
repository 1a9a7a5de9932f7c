"""Applications, from the portal and from paper."""
