"""The area tree and the unified address library."""
