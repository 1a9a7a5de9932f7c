"""The story of the product, played from outside: people at their screens, files carried by hand, nothing reached into."""
