"""How often Python looks for circles among its objects: rarely, where objects mostly stay or are gone at once."""

import gc

#: After how many new objects it looks among the young ones, and how much more rarely among the old: nearly all that a
#: request or a row makes is gone with it, without being looked for.
LOOKS = (20_000, 20, 100)


def collect_rarely() -> None:
    """What lives as long as the process is never looked through again: it would be, in the middle of a visit."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS)
