"""Every question that a user may ask, as plain methods; each face calls these and no others."""
