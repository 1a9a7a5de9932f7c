"""Which persons of contractors work no longer: asked of linkage, passed on to the portal, to which nobody else connects."""
