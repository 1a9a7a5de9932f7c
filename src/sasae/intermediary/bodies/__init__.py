"""The bodies on the platform, each in its own schema and role."""
