"""What came back, from a browser or as JSON → answers and faults. What was not asked is not read (R6b, R7, R18)."""

from renderer.answers.asking import Questions
from renderer.answers.browser import read_answers
from renderer.answers.canonical import read_json
from renderer.answers.judging import Read

__all__ = ["Questions", "Read", "read_answers", "read_json"]
