"""Where to go after signing in: only ever to one of our own pages."""

import re

#: A path of ours: one slash, then nothing that a browser would read as another host or another scheme.
OURS = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")


def safe_way(wanted: str, otherwise: str = "/") -> str:
    """The way that was asked for if it stays here, else another."""
    low = wanted.lower()
    stays = OURS.fullmatch(wanted) and "//" not in low and "%2f%2f" not in low and "%5c" not in low and len(low) < 500
    return wanted if stays and not low.startswith(("/sign-out", "/language")) else otherwise
