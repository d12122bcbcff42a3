"""The wording rules, one small file each: what may be said of which figure."""
