#!/usr/bin/env python3
"""Puts the demo's pictures side by side: person, garment, mask, result; one row for each try-on."""
from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image, ImageOps

DATA = Path(__file__).resolve().parent / "data"
GAP = 8


def row(paths: list[Path], height: int) -> list[Image.Image]:
    """The pictures of one try-on, upright, at one height in pixels."""
    pictures = []
    for path in paths:
        picture = Image.open(path)
        ImageOps.exif_transpose(picture, in_place=True)
        pictures.append(picture.convert("RGB").resize((round(picture.width * height / picture.height), height)))
    return pictures


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """The rows below each other on white."""
    width = max(sum(picture.width + GAP for picture in pictures) for pictures in rows) + GAP
    height = sum(pictures[0].height + GAP for pictures in rows) + GAP
    canvas = Image.new("RGB", (width, height), "white")
    y = GAP
    for pictures in rows:
        x = GAP
        for picture in pictures:
            canvas.paste(picture, (x, y))
            x += picture.width + GAP
        y += pictures[0].height + GAP
    return canvas


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="one subfolder for each try-on, named as the samples' numbers")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--height", type=int, default=256, help="of a picture, pixels")
    args = parser.parse_args()
    folders = sorted(path.parent for path in args.folder.glob("*/result.png"))
    if not folders:
        parser.error(f"no result.png below {args.folder}")
    rows = [[DATA / f"person-{folder.name}.png", DATA / f"cloth-{folder.name}.png", folder / "mask.png",
             folder / "result.png"] for folder in folders]
    sheet([row(paths, args.height) for paths in rows]).save(args.output)


if __name__ == "__main__":
    main()
