"""The folder that a job over pairs writes.

    images/<name>.png     one for each pair, whole or not at all
    settings.json         what decides the pictures; a job that goes on must be asked for the same
    attempts/*.jsonl      what each process of each run began and ended, one JSON object a line
    report.json           counts, and the reason of each failure
    contact-sheet.png     person, garment and result of the first pairs
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

import catvton
from pairs import Pair


class OutputError(Exception):
    """The folder belongs to another job."""


class OutputFolder:
    """May be used from many processes and machines that share the folder; one job at a time claims it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._run = time.strftime("%Y-%m-%dT%H-%M-%S")
        self._claim: TextIO | None = None

    def __getstate__(self) -> dict[str, Any]:
        """For workers in other processes: they use the folder, and do not claim it."""
        return {**self.__dict__, "_claim": None}

    @classmethod
    def claim(cls, root: Path, settings: dict[str, Any]) -> OutputFolder:
        """Makes or takes the folder, until the process ends.

        Raises:
            OutputError: Another job uses it, or one with other settings began it.
        """
        folder = cls(root)
        (folder.root / "images").mkdir(parents=True, exist_ok=True)
        (folder.root / "attempts").mkdir(exist_ok=True)
        path = folder.root / "settings.json"
        folder._claim = path.open("a+")
        try:
            fcntl.flock(folder._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"{root}: another job is writing there; wait for it, or give another folder") from error
        text = path.read_text()
        if not text:
            folder._claim.write(json.dumps(settings, indent=2) + "\n")
            folder._claim.flush()
        elif (begun := json.loads(text)) != settings:
            changed = [f"{key}: {begun.get(key)!r} then, {settings.get(key)!r} now"
                       for key in {**begun, **settings} if begun.get(key) != settings.get(key)]
            raise OutputError(f"{root} was begun with other settings ({'; '.join(changed)}); "
                              "give the same, or another folder")
        # Of processes that were killed while they wrote.
        for leftover in (folder.root / "images").glob("*.tmp"):
            leftover.unlink()
        return folder

    def image(self, pair: Pair) -> Path:
        """Where the result of a pair goes."""
        return self.root / "images" / f"{pair.name}.png"

    def is_written(self, pair: Pair) -> bool:
        """Whether the result is there and whole: it is decoded to the last byte, checksums and all."""
        try:
            catvton.load_image(self.image(pair))
        except catvton.Error:
            return False
        return True

    def attempts(self) -> AttemptLog:
        """A log for this process."""
        return AttemptLog(self.root / "attempts" / f"{self._run}-{socket.gethostname()}-{os.getpid()}.jsonl")

    def unfinished_attempts(self) -> Counter[str]:
        """How often each pair was begun in this run without an end: now under way, or lost with its process."""
        unfinished: Counter[str] = Counter()
        for path in (self.root / "attempts").glob(f"{self._run}-*.jsonl"):
            for line in path.read_text().splitlines():
                attempt = json.loads(line)
                unfinished[attempt["name"]] += 1 if attempt["event"] == "started" else -1
        return unfinished


class AttemptLog:
    """Appends lines that are on their way to the disk before the call returns, so that a killed process leaves them."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    def record(self, name: str, event: str, message: str = "") -> None:
        """One event of a pair: 'started', 'written' or 'failed'."""
        line = {"time": time.time(), "name": name, "event": event} | ({"message": message} if message else {})
        self._file.write(json.dumps(line) + "\n")
