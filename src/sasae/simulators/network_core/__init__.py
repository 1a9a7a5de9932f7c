"""Stands where the information provision network's core (情報提供ネットワークシステム) stands.

It knows codes, institutions and the permitted list, issues permits and codes, keeps its own record of every query, and
never sees content: answers pass through encrypted to the inquiring body. What is not public about the real one is
replaced by a documented stand-in (signed JWS permits, JWE answers).
"""
