#!/usr/bin/env python3
"""Time one UNet step (full size, formula weights, fp32) against diffusers, interleaved in one run.

    compare_diffusers.py --bench build/release/bin/bench_unet [--size 384x512] [--repetitions 5] [--threads 2]

Prints the seconds of both, and the ratio diffusers / ours pair by pair (above 1: we are faster), and writes JSON with
--output. Needs torch and diffusers: pip install torch==2.13.0 diffusers==0.42.1.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))
from support import formula  # noqa: E402


class SkipAttention(torch.nn.Module):
    """What CatVTON puts in the place of the cross-attention."""

    def __call__(self, attn, hidden_states, *args, **kwargs):
        return hidden_states


def reference_unet():
    config = json.loads((TESTS / "data/configs/full/unet.json").read_text())
    with torch.device("meta"):
        unet = UNet2DConditionModel.from_config(config)
    unet = unet.to_empty(device="cpu").eval()
    state = {n: torch.from_numpy(formula.values(n, tuple(t.shape))) for n, t in unet.state_dict().items()}
    unet.load_state_dict(state, assign=True)
    processors = {n: SkipAttention() if "attn2" in n else p for n, p in unet.attn_processors.items()}
    unet.set_attn_processor(processors)
    return unet


class Ours:
    def __init__(self, program, width, height, batch, threads):
        self.process = subprocess.Popen([program, *map(str, (width, height, batch, threads))],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline().strip() == "ready"

    def step(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--bench", required=True)
    p.add_argument("--size", default="384x512")
    p.add_argument("--repetitions", type=int, default=5)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--output", type=Path)
    a = p.parse_args()
    width, height = map(int, a.size.split("x"))
    torch.set_num_threads(a.threads)
    unet = reference_unet()
    ours = Ours(a.bench, width, height, 2, a.threads)
    sample = torch.randn(2, 9, 2 * height // 8, width // 8)

    def reference_step():
        start = time.perf_counter()
        with torch.inference_mode():
            unet(sample, 501, encoder_hidden_states=None)
        return time.perf_counter() - start

    reference_step(), ours.step()  # warm-up
    pairs = [(reference_step(), ours.step()) for _ in range(a.repetitions)]
    ours.close()
    ratios = [theirs / mine for theirs, mine in pairs]
    report = {"size": a.size, "threads": a.threads, "pairs_seconds": pairs,
              "ratio": {"min": min(ratios), "median": statistics.median(ratios), "max": max(ratios)}}
    print(f"UNet step with guidance, {a.size}, fp32, {a.threads} threads: "
          f"diffusers {statistics.median(t for t, _ in pairs):.2f} s, ours {statistics.median(m for _, m in pairs):.2f} s, "
          f"ratio {report['ratio']['median']:.2f} ({report['ratio']['min']:.2f} to {report['ratio']['max']:.2f})")
    if a.output:
        a.output.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
