"""The world outside: partners that stand where the real ones would. They use kernel, reference, contracts and wire only."""
