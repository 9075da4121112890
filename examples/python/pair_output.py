"""The folder that a job over pairs writes.

    images/<name>.png     one for each pair, whole or not at all
    settings.json         what decides the pictures; a job that goes on must be asked for the same
    attempts/*.jsonl      what each process began and ended, one JSON object a line
    report.json           counts, and the reason of each failure
    contact-sheet.png     person, garment and result of the first pairs
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any, TextIO

import catvton
from pairs import Pair

sys.path.append(str(Path(__file__).resolve().parents[1]))
import contact_sheet  # noqa: E402

SHEET_ROWS = 12
SHEET_HEIGHT = 256


class OutputError(Exception):
    """The folder belongs to another job."""


class OutputFolder:
    """May be used from many processes and machines that share the folder; one job at a time claims it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._claim: TextIO | None = None

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
        return AttemptLog(self.root / "attempts" / f"{socket.gethostname()}-{os.getpid()}.jsonl")

    def report(self, pairs: list[Pair], written: int, failed: dict[str, str]) -> int:
        """Writes and prints the end of a job.

        Args:
            pairs: All of the job.
            written: Results made in this run.
            failed: Reason by name of pair.

        Returns:
            The exit status: 1 if a pair failed.
        """
        present = len(pairs) - written - len(failed)
        report = {"pairs": len(pairs), "written": written, "present_before": present, "failed": failed}
        (self.root / "report.json").write_text(json.dumps(report, indent=2) + "\n")
        rows = [contact_sheet.row([pair.person, pair.cloth, self.image(pair)], SHEET_HEIGHT)
                for pair in [pair for pair in pairs if pair.name not in failed][:SHEET_ROWS]]
        if rows:
            contact_sheet.sheet(rows).save(self.root / "contact-sheet.png")
        print(f"{len(pairs)} pairs: {written} written, {present} there before, {len(failed)} failed; see {self.root}")
        for name, reason in failed.items():
            print(f"failed: {name}: {reason}", file=sys.stderr)
        return 1 if failed else 0


class AttemptLog:
    """Appends lines that are on their way to the disk before the call returns, so that a killed process leaves them."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    def record(self, name: str, event: str, message: str = "") -> None:
        """One event of a pair: 'started', 'written' or 'failed'."""
        line = {"time": time.time(), "name": name, "event": event} | ({"message": message} if message else {})
        self._file.write(json.dumps(line) + "\n")
