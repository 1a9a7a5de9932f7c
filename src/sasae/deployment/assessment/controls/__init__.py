"""The controls: each looks at the running systems, or at their code, and says met, not met, or that it could not look."""
