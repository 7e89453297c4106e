"""Everything that people read is there in Chinese and in English."""

from formbuilder.translations import check


def test_every_sentence_is_there_in_chinese() -> None:
    assert list(check.faults()) == []


def test_the_check_reads_code_and_templates() -> None:
    found = dict(check.sentences())
    assert "Sign in first." in found
    assert "Pasting works. Forgotten? Your administrator gives you a new one." in found
