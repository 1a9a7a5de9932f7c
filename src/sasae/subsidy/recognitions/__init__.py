"""認定: what staff find for an application that no register tells, with its reason; it enters the facts of the examination."""
