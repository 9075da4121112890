#!/usr/bin/env python3
"""The job of examples/python/try_on_folder.py on Ray: one worker for each device of a cluster.

    python examples/ray/try_on_ray.py VITON-HD results                  # the devices of this machine
    python examples/ray/try_on_ray.py VITON-HD results --address auto   # of the cluster that this machine belongs to

A worker that is lost (killed, out of memory, its machine gone) is started again, and goes on with the pair that it
lost; a pair that loses its worker three times is reported as failed. Exit status: as try_on_folder.py.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

# Before Ray is imported. Nothing about a job leaves the machine unasked.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import catvton
import ray
import ray.data
from tqdm import tqdm

SHARED_MODULES = str(Path(__file__).resolve().parents[1] / "python")
sys.path.append(SHARED_MODULES)
from pair_job import Job, add_arguments, open_job  # noqa: E402
from pair_report import report  # noqa: E402
from pair_worker import Worker  # noqa: E402

# A local cluster's shared memory: rows are a few bytes each, pictures go through files.
OBJECT_STORE_BYTES = 80 << 20
# Beyond this number of pairs, several share a task; a retried task skips those of its pairs that are written.
MAX_TASKS = 4096


class RayWorker:
    """Ray Data's side of a Worker: batches of indices into the list of pairs in, outcomes out."""

    def __init__(self, job: Job, threads: int) -> None:
        self._pairs = job.pairs
        self._worker = Worker(job.settings, job.output, threads=threads)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        try:
            outcomes = [self._worker.dress(self._pairs[index]) for index in batch["index"]]
        except catvton.DeviceError as error:
            # CUDA stays broken in this process; Ray starts another in its place and repeats the task there.
            print(f"device lost: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        return {"name": [outcome.name for outcome in outcomes], "event": [outcome.event for outcome in outcomes],
                "message": [outcome.message for outcome in outcomes]}


def connect(address: str | None, cpus: int | None) -> None:
    """Joins a cluster, or starts one on this machine that ends with the program."""
    # Ray copies the modules that a worker needs to its machine, and makes their folder its working directory.
    common: dict[str, Any] = {"runtime_env": {"working_dir": SHARED_MODULES}, "logging_level": logging.WARNING}
    if address:
        ray.init(address=address, **common)
    else:
        ray.init(address="local", num_cpus=cpus, include_dashboard=False, object_store_memory=OBJECT_STORE_BYTES,
                 **common)


class Share(NamedTuple):
    """What the workers get of the cluster."""

    workers: int
    gpus: float
    """Reserved for each worker; Ray shows it those GPUs only."""
    cpus: float
    threads: int
    """Of each worker on a CPU."""


def share(workers: int | None) -> Share:
    """One worker for each GPU, or where there is none for each machine, unless another number is asked for."""
    machines = [node["Resources"] for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    gpus = sum(int(machine.get("GPU", 0)) for machine in machines)
    if gpus:
        return Share(workers or gpus, gpus=1, cpus=1, threads=0)
    cpus = [int(machine["CPU"]) for machine in machines if machine.get("CPU", 0) >= 1]
    workers = workers or len(cpus)
    threads = max(1, min(cpus) * len(cpus) // workers)
    return Share(workers, gpus=0, cpus=threads, threads=threads)


def run(job: Job, todo: list[int], workers: int | None) -> list[dict[str, str]]:
    """Makes the pairs of these indices; a row with name, event and message for each."""
    each = share(workers)
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    dataset = ray.data.from_items([{"index": index} for index in todo], override_num_blocks=min(len(todo), MAX_TASKS))
    # Ray Data restarts an actor whose process is lost, and repeats its task, as often as it takes.
    outcomes = dataset.map_batches(
        RayWorker, fn_constructor_args=(job, each.threads), num_cpus=each.cpus, num_gpus=each.gpus,
        compute=ray.data.ActorPoolStrategy(size=min(each.workers, len(todo))))
    return list(tqdm(outcomes.iter_rows(), total=len(todo), unit="pair"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--address", help="of a cluster ('auto': this machine's); without it, one is started here")
    parser.add_argument("--cpus", type=int, help="of the cluster that is started; all if not given")
    parser.add_argument("--workers", type=int, help="one for each GPU, or for each machine without any, if not given")
    args = parser.parse_args()
    job = open_job(parser, args)

    todo = [index for index, pair in enumerate(job.pairs) if not job.output.is_written(pair)]
    rows = []
    if todo:
        connect(args.address, args.cpus)
        rows = run(job, todo, args.workers)
    failed = {row["name"]: row["message"] for row in rows if row["event"] == "failed"}
    return report(job, written=len(todo) - len(failed), failed=failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ray.exceptions.RayError as error:
        sys.exit(f"try_on_ray: {error}")
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from here", file=sys.stderr)
        sys.exit(130)
