"""What ends a plan that no graph can have."""


class Illegal(Exception):
    """The plan asks for what no graph can be: a window that is larger than its image, an odd number of halves."""
