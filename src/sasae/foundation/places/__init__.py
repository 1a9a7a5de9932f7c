"""Sites, their physical measures and inspections, and the locked places in them where papers and media lie."""
