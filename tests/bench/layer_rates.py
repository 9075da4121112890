#!/usr/bin/env python3
"""List the costliest oneDNN primitives of one UNet step, with their rate.

    layer_rates.py --bench build/release/bin/bench_diffusion [--size 384x512] [--threads 2] [--work unet_step] [--top 10]

Seconds are the primitive's own: those that run inside a parallel loop (Winograd's products) are of one thread.
"""
import argparse
import os
import re
import subprocess
from collections import defaultdict

PRODUCT = re.compile(r"mb(\d+)ic(\d+)oc(\d+)$")


def primitives(program, size, threads, work):
    """The lines that ONEDNN_VERBOSE=1 adds while the work is done a second time."""
    process = subprocess.Popen([program, *size.split("x"), str(threads)], stdin=subprocess.PIPE, text=True,
                               stdout=subprocess.PIPE, env={**os.environ, "ONEDNN_VERBOSE": "1"})
    lines = []
    for _ in range(2):
        process.stdin.write(work + "\n")
    process.stdin.close()
    answers = 0
    for line in process.stdout:
        if line.startswith("onednn_verbose"):
            if answers == 1:
                lines.append(line.strip().split(","))
        else:
            answers += line.strip() != "ready"
    process.wait()
    return [fields for fields in lines if "exec" in fields]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bench", required=True)
    p.add_argument("--size", default="384x512")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--work", default="unet_step")
    p.add_argument("--top", type=int, default=10)
    a = p.parse_args()
    seconds, times, operations = defaultdict(float), defaultdict(int), {}
    for fields in primitives(a.bench, a.size, a.threads, a.work):
        key = fields[fields.index("exec") + 2], fields[-2]
        seconds[key] += float(fields[-1]) / 1e3
        times[key] += 1
        product = PRODUCT.match(fields[-2])
        if product:
            rows, inputs, outputs = map(int, product.groups())
            operations[key] = 2e-9 * rows * inputs * outputs
    print(f"{'primitive':16} {'shape':60} {'times':>6} {'seconds':>8} {'GFLOP/s':>8}")
    for key in sorted(seconds, key=seconds.get, reverse=True)[:a.top]:
        rate = f"{operations[key] * times[key] / seconds[key]:8.0f}" if key in operations else ""
        print(f"{key[0]:16} {key[1]:60} {times[key]:6} {seconds[key]:8.3f} {rate}")


if __name__ == "__main__":
    main()
