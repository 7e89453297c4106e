"""Tests say the rule that they prove."""
