"""Sentences that explain, where nothing is wrong: why two fields are alike, what a change does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from metadata.problems import Param, words_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English message id with its parameters, as those of problems are."""

    text: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def say(self, language: str = "en", translate: Callable[[str], str] = str) -> str:
        """The sentence in one language. `translate` turns the English sentence into that language's."""
        words = words_of(self.params, language, translate)
        return translate(self.text) % words if words else translate(self.text)
