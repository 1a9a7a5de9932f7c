"""Receipt files of the review-and-payment bodies: read, matched, adjudicated, booked."""
