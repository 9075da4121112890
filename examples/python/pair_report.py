"""The end of a job over pairs: what became of them, in words and pictures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pair_job import Job

sys.path.append(str(Path(__file__).resolve().parents[1]))
import contact_sheet  # noqa: E402

SHEET_ROWS = 12
SHEET_HEIGHT = 256
PRINTED_FAILURES = 10


def report(job: Job, *, written: int, failed: dict[str, str]) -> int:
    """Writes report.json and contact-sheet.png (person, garment and result of the first pairs), prints a summary.

    Args:
        job: All results but the failed ones are there.
        written: Results made in this run.
        failed: Reason by name of pair.

    Returns:
        The exit status: 1 if a pair failed.
    """
    pairs, output = job.pairs, job.output
    present = len(pairs) - written - len(failed)
    counts = {"pairs": len(pairs), "written": written, "present_before": present, "failed": failed}
    (output.root / "report.json").write_text(json.dumps(counts, indent=2) + "\n")
    done = [pair for pair in pairs if pair.name not in failed]
    rows = [contact_sheet.row([pair.person, pair.cloth, output.image(pair)], SHEET_HEIGHT)
            for pair in done[:SHEET_ROWS]]
    if rows:
        contact_sheet.sheet(rows).save(output.root / "contact-sheet.png")
    print(f"{len(pairs)} pairs: {written} written, {present} there before, {len(failed)} failed; see {output.root}")
    for name, reason in list(failed.items())[:PRINTED_FAILURES]:
        print(f"failed: {name}: {reason}", file=sys.stderr)
    if len(failed) > PRINTED_FAILURES:
        print(f"{len(failed) - PRINTED_FAILURES} more are in report.json", file=sys.stderr)
    return 1 if failed else 0
