"""What became of an application."""
