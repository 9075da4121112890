#!/usr/bin/env python3
"""Puts the demo's pictures side by side: person, garment, mask, result; one row for each try-on."""
import argparse
from pathlib import Path

from PIL import Image

DATA = Path(__file__).resolve().parent / "data"
GAP = 8


def row(folder, height):
    """The four pictures of one try-on, at one height."""
    number = folder.name
    paths = [DATA / f"person-{number}.png", DATA / f"cloth-{number}.png", folder / "mask.png", folder / "result.png"]
    pictures = [Image.open(path).convert("RGB") for path in paths]
    return [picture.resize((round(picture.width * height / picture.height), height)) for picture in pictures]


def sheet(rows):
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="one subfolder for each try-on, named as the samples' numbers")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--height", type=int, default=256, help="of a picture, pixels")
    args = parser.parse_args()
    folders = sorted(path.parent for path in args.folder.glob("*/result.png"))
    if not folders:
        parser.error(f"no result.png below {args.folder}")
    sheet([row(folder, args.height) for folder in folders]).save(args.output)


if __name__ == "__main__":
    main()
