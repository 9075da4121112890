"""One malformed weight file."""
from dataclasses import dataclass

CORRUPT = "corrupt_weights"
UNSUPPORTED = "unsupported_format"


@dataclass(frozen=True)
class Case:
    name: str  # of the file, with a suffix that fits the format
    data: bytes
    rule: str  # must stand in the message
    code: str = CORRUPT
