"""The documentation as pages: what the product itself knows (rules, contracts, tables, commands) and what docs/ tells."""

from sasae.deployment.documentation.site import NotOurs, build

__all__ = ["NotOurs", "build"]
