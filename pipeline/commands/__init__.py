"""Command groups of `bedarf`, one file each."""
