"""Sasae (ささえ): the five systems by which a Japanese city gives single-parent families free medical care."""

__version__ = "0.1.0"
