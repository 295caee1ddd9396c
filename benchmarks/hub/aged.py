"""A book with years of history, made at once: how large it is, and what a sync takes in it."""


def measure(*a): ...
