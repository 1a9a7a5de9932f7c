"""The rules every user is told and acknowledges, and the courses they take: before a right works, or by a day."""
