#!/usr/bin/env python3
"""Dresses one person in one garment.

    python examples/python/try_on.py examples/data/person-1.png examples/data/cloth-1.png result.png
"""

import argparse
import sys

import catvton


def main() -> None:
    parser = argparse.ArgumentParser(description="Dresses one person in one garment.")
    parser.add_argument("person", help="photo of the person")
    parser.add_argument("cloth", help="photo of the garment")
    parser.add_argument("output", help=".png, .jpg or .webp file to write")
    parser.add_argument("--mask", help="white where the garment goes, of the person's size; without it, one is found")
    parser.add_argument("--cloth-type", choices=["upper", "lower", "overall", "inner", "outer"], default="upper")
    parser.add_argument("--model", default="mini", help="'mini' (of drawn people), 'catvton', a folder or a file")
    parser.add_argument("--steps", type=int, help="DDIM steps; the model's own number if not given")
    parser.add_argument("--seed", type=int, help="the same seed gives the same picture")
    args = parser.parse_args()

    pipeline = catvton.Pipeline.from_pretrained(args.model)
    person, cloth = catvton.load_image(args.person), catvton.load_image(args.cloth)
    mask = masker = None
    if args.mask:
        mask = catvton.load_image(args.mask, channels=1, alpha="ignore")
    else:
        masker = catvton.AutoMasker.from_pretrained(args.model, context=pipeline.context)
    result = pipeline.run(person, cloth, mask=mask, masker=masker, cloth_type=args.cloth_type if masker else None,
                          num_inference_steps=args.steps, seed=args.seed, progress_bar=True)
    catvton.save_image(result.image, args.output)


if __name__ == "__main__":
    try:
        main()
    except catvton.Error as error:
        sys.exit(f"try_on: {error}")
