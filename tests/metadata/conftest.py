"""Property tests share the machine: they are judged by what they find, not by how fast they find it."""

from hypothesis import settings

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")
