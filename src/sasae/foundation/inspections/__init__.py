"""The monthly inspection of looks: a sheet an office, explanations, a judgement of each case, and another person's confirmation."""
