"""A team on one book: a shared repository, clones of it, and what must be in each of them."""
