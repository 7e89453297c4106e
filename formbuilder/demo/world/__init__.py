"""The invented world of the demo: places, people, firms and events, and what became of them over five years.

Pure and the same every time: each door draws its luck from its own seed, so a smaller world is a part of a larger one.
"""
