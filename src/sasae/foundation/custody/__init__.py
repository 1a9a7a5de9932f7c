"""What leaves on a medium: asked for, approved by another, sealed, handed over, back by a day, erased. There is no other way."""
