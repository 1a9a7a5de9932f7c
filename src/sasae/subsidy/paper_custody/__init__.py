"""Where every paper is from its reception on: its label, who holds it, the box and the cabinet it lies in, its end."""
