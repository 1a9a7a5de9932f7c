"""Copies (副本) of what a body may provide, encrypted to the body's key."""
