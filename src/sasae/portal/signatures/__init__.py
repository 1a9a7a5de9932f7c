"""Signing and logging in with the number card. The portal never sees a PIN or a private key."""
