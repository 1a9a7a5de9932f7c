"""Named staff, the rights they hold, and how they sign in."""
