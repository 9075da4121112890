"""What a job over pairs is asked for, on the command line and in its settings file."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import catvton
from pair_output import OutputError, OutputFolder
from pairs import LayoutError, Pair, has_masks, read_pairs


MODEL_NAMES = ("mini", "catvton", "catvton-maskfree")


@dataclass(frozen=True)
class Settings:
    """All that decides the pictures. None takes the model's or the library's own value."""

    data: str
    paired: bool
    masks: Literal["given", "found", "none"]
    """From the data, by the masker, or not at all (a mask-free model)."""
    cloth_type: catvton.ClothType
    model: str
    masker: str
    precision: Literal["auto", "fp32", "fp16", "bf16"]
    steps: int | None
    guidance: float | None
    seed: int | None
    width: int | None
    height: int | None

    def run_keywords(self) -> dict[str, Any]:
        """Of Pipeline.run, but for the pictures and the mask. Every pair has the same seed: what a pair becomes does
        not depend on the pairs before it, so a job that was interrupted makes the pictures of one that was not."""
        keywords = {"num_inference_steps": self.steps, "guidance_scale": self.guidance, "seed": self.seed,
                    "width": self.width, "height": self.height}
        return {keyword: value for keyword, value in keywords.items() if value is not None}


@dataclass(frozen=True)
class Job:
    """A list of pairs and the folder for their pictures."""

    settings: Settings
    pairs: list[Pair]
    output: OutputFolder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of open_job."""
    parser.add_argument("data", type=Path, help="folder with test_pairs.txt, image/, cloth/, perhaps agnostic-mask/")
    parser.add_argument("output", type=Path, help="folder of this job; give it again to go on after an interruption")
    parser.add_argument("--paired", action="store_true", help="each person in the garment that the photo shows")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pairs")
    parser.add_argument("--masks", choices=["auto", "given", "found"], default="auto",
                        help="of agnostic-mask/, or found in the photos; auto: given if the folder is there")
    parser.add_argument("--cloth-type", choices=["upper", "lower", "overall", "inner", "outer"], default="upper",
                        help="what a mask that is found makes room for (%(default)s)")
    parser.add_argument("--model", default="catvton", help="'catvton', 'mini' (of drawn people), a folder or a file")
    parser.add_argument("--masker", help="model that finds masks, if not the same")
    parser.add_argument("--mask-free", action="store_true", help="the model takes no mask")
    parser.add_argument("--precision", choices=["auto", "fp32", "fp16", "bf16"], default="auto")
    parser.add_argument("--steps", type=int, help="DDIM steps")
    parser.add_argument("--guidance", type=float, help="classifier-free guidance, 0..30")
    parser.add_argument("--seed", type=int, help="of every pair")
    parser.add_argument("--width", type=int, help="of a result, pixels")
    parser.add_argument("--height", type=int, help="of a result, pixels")


def open_job(parser: argparse.ArgumentParser, args: argparse.Namespace) -> Job:
    """Reads the pairs and takes the output folder; ends the program with status 2 and a message if either is unfit."""
    if args.limit is not None and args.limit < 1:
        parser.error(f"--limit {args.limit}: must be at least 1")
    if args.seed is not None and args.seed < 0:
        parser.error(f"--seed {args.seed}: must not be negative, or no two runs of this job would agree")
    # Workers elsewhere have other working directories.
    data = args.data.resolve()
    model, masker = (name if name in MODEL_NAMES else str(Path(name).resolve())
                     for name in (args.model, args.masker or args.model))
    try:
        given = has_masks(data) if args.masks == "auto" else args.masks == "given"
        settings = Settings(
            str(data), args.paired, "none" if args.mask_free else "given" if given else "found", args.cloth_type, model,
            masker, args.precision, args.steps, args.guidance, args.seed, args.width, args.height)
        pairs = read_pairs(data, paired=args.paired, with_masks=settings.masks == "given")
        return Job(settings, pairs[: args.limit], OutputFolder.claim(args.output, asdict(settings)))
    except (LayoutError, OutputError) as error:
        parser.error(str(error))
