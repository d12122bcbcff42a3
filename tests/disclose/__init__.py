"""Tests of the disclosure wall."""
