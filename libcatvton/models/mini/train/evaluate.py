"""Measures the model on people and garments that were never trained on: python evaluate.py PROGRAM OUT [--count N]

PROGRAM is the built `catvton`; the whole product is measured, masker included. Writes results.json and sheet.png
(person, garment, mask, result, truth). --model takes a folder instead of the installed mini.
"""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
from PIL import Image

import people
from measures import colour_distance, overlap, psnr, ssim, to_lab

HELD_OUT = 8_000_000  # seeds from here on are never trained on
SHEET = 12
WORN = {"upper": ("upper",), "lower": ("pants", "skirt"), "overall": ("dress",)}  # ATR names by mask


class Program:
    def __init__(self, path, model, folder):
        self.path, self.model, self.folder = path, model, folder

    def __call__(self, command, **arguments):
        options = [f"--{k.replace('_', '-')}={v}" for k, v in arguments.items()]
        done = subprocess.run(
            [self.path, command, "--model", self.model, "--json", "--quiet", *options], capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"{command} failed: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def file(self, name, picture=None):
        path = self.folder / f"{name}.png"
        if picture is not None:
            Image.fromarray(picture).save(path)
        return path

    def picture(self, name):
        return np.asarray(Image.open(self.file(name)))


def draw_case(i):
    """The person in garment a, and the same person in garment b of the same category: the truth."""
    truth = people.draw(HELD_OUT + i, HELD_OUT + 1_000_000 + i)
    kinds = [k for k in people.KINDS if people.CATEGORY[k] == truth["category"]]
    worn = people.draw(HELD_OUT + i, HELD_OUT + 1_500_000 + i, kind=kinds[i % len(kinds)])
    return worn, truth


def true_mask(sample, kind):
    return people.agnostic_mask(sample["atr"], sample["lip"], sample["densepose"], kind) > 0


def measure_masks(program, samples):
    values = {kind: [] for kind in ("upper", "lower", "overall")}
    for sample in samples:
        person = program.file("person", sample["image"])
        for kind, found in values.items():
            program("mask", person=person, cloth_type=kind, output=program.file("mask"))
            found.append(overlap(program.picture("mask") > 127, true_mask(sample, kind)))
    return {kind: round(statistics.mean(found), 4) for kind, found in values.items()}


def try_on(program, worn, garment, kind, **options):
    program.file("person", worn["image"]), program.file("cloth", garment)
    report = program(
        "tryon",
        person=program.file("person"),
        cloth=program.file("cloth"),
        cloth_type=kind,
        output=program.file("result"),
        save_intermediates=program.folder,
        **options,
    )
    mask = np.asarray(Image.open(program.folder / "mask.png")) > 127
    return program.picture("result"), mask, report


def mean_distance(a, b, where):
    """CIE76 between the mean colours of the same pixels."""
    return float(np.linalg.norm(to_lab(a)[where].mean(0) - to_lab(b)[where].mean(0)))


def measure_try_ons(program, cases, steps):
    rows, out = [], {k: [] for k in ("colour", "mean_colour", "ssim", "outside", "swap", "seconds")}
    for worn, truth in cases:
        kind = truth["category"]
        result, mask, report = try_on(program, worn, truth["garment"], kind, num_inference_steps=steps)
        garment = np.isin(truth["atr"], [people.ATR[n] for n in WORN[kind]])
        out["colour"].append(float(np.median(colour_distance(result, truth["image"])[garment])))
        out["mean_colour"].append(mean_distance(result, truth["image"], garment))
        out["ssim"].append(ssim(result, truth["image"], mask))
        out["outside"].append(psnr(result, worn["image"], ~mask))
        out["seconds"].append(report["seconds"]["total"])
        both = garment & np.isin(worn["atr"], [people.ATR[n] for n in WORN[kind]])
        own, other = (mean_distance(result, picture["image"], both) for picture in (truth, worn))
        out["swap"].append(own < other)
        rows.append(
            [worn["image"], truth["garment"], np.repeat(mask[..., None] * np.uint8(255), 3, 2), result, truth["image"]]
        )
    figures = {
        "colour_median": round(statistics.median(out["colour"]), 2),
        "mean_colour_median": round(statistics.median(out["mean_colour"]), 2),
        "ssim_in_mask": round(statistics.mean(out["ssim"]), 4),
        "psnr_outside": round(statistics.mean(out["outside"]), 2),
        "swap_right": statistics.mean(out["swap"]),
        "seconds_median": round(statistics.median(out["seconds"]), 2),
    }
    for name in ("colour", "ssim"):
        by_pattern = {p: [v for v, (_, t) in zip(out[name], cases) if t["pattern"] == p] for p in people.PATTERNS}
        figures[f"{name}_by_pattern"] = {p: round(statistics.mean(v), 3) for p, v in by_pattern.items() if v}
    return figures, rows


def contact_sheet(rows, path):
    rows = rows[:SHEET] + [[np.full_like(rows[0][0], 255)] * len(rows[0])] * (-len(rows[:SHEET]) % 2)
    half = len(rows) // 2
    blocks = [np.concatenate([np.concatenate(row, 1) for row in part]) for part in (rows[:half], rows[half:])]
    Image.fromarray(np.concatenate(blocks, 1)).save(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--first", type=int, default=0, help="of the held-out seeds")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--model", default="mini")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    program = Program(args.program, args.model, args.out)
    cases = [draw_case(args.first + i) for i in range(args.count)]
    began = time.time()
    figures, rows = measure_try_ons(program, cases, args.steps)
    figures["mask_iou"] = measure_masks(program, [worn for worn, _ in cases])
    figures |= {"count": args.count, "steps": args.steps}
    contact_sheet(rows, args.out / "sheet.png")
    (args.out / "results.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2), f"{time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
