"""What may come into a Scalar, and what is refused, with which words (used from notebook 11 on)."""
