#!/usr/bin/env python3
"""Try-ons over a folder of pairs in the layout of VITON-HD; run it again to go on after an interruption.

    python examples/python/try_on_folder.py VITON-HD results --limit 20

Results that are there and whole are kept, damaged ones made again, pairs that failed tried again. Exit status: 0 all
results are there, 1 some pairs failed (report.json says why), 2 wrong arguments or data, 130 interrupted.
"""

import argparse
import sys

import catvton
from pair_job import add_arguments, open_job
from pair_report import report
from pair_worker import Worker
from tqdm import tqdm


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--device", default="auto", help="'auto', 'cpu', 'cuda' or 'cuda:N'")
    parser.add_argument("--threads", type=int, default=0, help="on a CPU; 0 takes all cores")
    args = parser.parse_args()
    job = open_job(parser, args)

    todo = [pair for pair in job.pairs if not job.output.is_written(pair)]
    outcomes = []
    if todo:
        worker = Worker(job.settings, job.output, device=args.device, threads=args.threads)
        outcomes = [worker.dress(pair) for pair in tqdm(todo, unit="pair")]
    failed = {outcome.name: outcome.message for outcome in outcomes if outcome.event == "failed"}
    return report(job, written=len(todo) - len(failed), failed=failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except catvton.Error as error:
        sys.exit(f"try_on_folder: {error}")
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from here", file=sys.stderr)
        sys.exit(130)
