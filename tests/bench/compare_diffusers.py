#!/usr/bin/env python3
"""Time full-size networks (formula weights, fp32) against diffusers, interleaved in one run.

    compare_diffusers.py --bench build/release/bin/bench_diffusion [--size 384x512] [--repetitions 5] [--threads 2]
                         [--work unet_step,encode,decode,tryon:10]

Prints the seconds of both, and the ratio diffusers / ours pair by pair (above 1: we are faster), and writes JSON with
--output. Loading is not counted. Needs torch and diffusers: pip install torch==2.13.0 diffusers==0.42.1.
"""
import argparse
import json
import statistics
from pathlib import Path

import torch

from diffusers_model import Ours, Reference


def compare(reference, ours, work, repetitions):
    work = work.replace(":", " ")
    reference.run(work), ours.run(work)  # warm-up
    pairs = [(reference.run(work), ours.run(work)) for _ in range(repetitions)]
    ratios = [theirs / mine for theirs, mine in pairs]
    return {"pairs_seconds": pairs,
            "ratio": {"min": min(ratios), "median": statistics.median(ratios), "max": max(ratios)}}


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bench", required=True)
    p.add_argument("--size", default="384x512")
    p.add_argument("--repetitions", type=int, default=5)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--work", default="unet_step,encode,decode", help="by comma; tryon:10 is a try-on of 10 steps")
    p.add_argument("--output", type=Path)
    a = p.parse_args()
    width, height = map(int, a.size.split("x"))
    torch.set_num_threads(a.threads)
    reference, ours = Reference(width, height), Ours(a.bench, width, height, a.threads)
    report = {"size": a.size, "threads": a.threads, "work": {}}
    print(f"{a.size}, fp32, {a.threads} threads: median seconds; ratio median (min to max)")
    for work in a.work.split(","):
        result = report["work"][work] = compare(reference, ours, work, a.repetitions)
        theirs, mine = (statistics.median(times) for times in zip(*result["pairs_seconds"]))
        ratio = result["ratio"]
        print(f"{work:12} diffusers {theirs:8.2f}  ours {mine:8.2f}  "
              f"ratio {ratio['median']:.2f} ({ratio['min']:.2f} to {ratio['max']:.2f})", flush=True)
    ours.close()
    if a.output:
        a.output.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
