"""``bedarf init``: a network of one's own."""


def init() -> None:
    """Make a new network's folder."""
