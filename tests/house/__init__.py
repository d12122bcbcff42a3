"""Tests of the house: the ground that all rooms share, and the whole chain."""
