"""Whether another vendor's system speaks our contracts: asked as we ask, or listened to as we listen."""
