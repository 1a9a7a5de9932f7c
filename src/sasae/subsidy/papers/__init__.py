"""The papers an application needs: which are there, which are asked for by letter, what came."""
