"""Records that are one and the same are joined, by a person's ruling, and parted again where that was wrong (R19a)."""
