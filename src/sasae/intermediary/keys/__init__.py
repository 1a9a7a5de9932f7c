"""Each body's key, and the agent that alone can use it."""
