"""Which garment goes on whom: the folder layout of VITON-HD.

    DATA/test_pairs.txt              a line for each pair: "00891_00.jpg 01430_00.jpg", person and garment
    DATA/image/00891_00.jpg          people (also DATA/test/image, as the data set is published)
    DATA/cloth/01430_00.jpg          garments
    DATA/agnostic-mask/00891_00_mask.png   white where the garment goes, of the person's size; the folder may be missing
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAIRS_FILE = "test_pairs.txt"
MASK_FOLDER = "agnostic-mask"


class LayoutError(Exception):
    """The data folder is not laid out as above; the message says where and what is expected."""


@dataclass(frozen=True)
class Pair:
    """One try-on. The files need not exist: whoever opens them finds out."""

    name: str
    """Unique in its list; the name of the result without the extension."""
    person: Path
    cloth: Path
    mask: Path | None
    """None where the masker shall find it, or where the model takes none."""


def has_masks(data: Path) -> bool:
    """Whether the data bring masks of their own."""
    return (_pictures(data) / MASK_FOLDER).is_dir()


def read_pairs(data: Path, *, paired: bool, with_masks: bool) -> list[Pair]:
    """Reads the list of pairs.

    Args:
        data: The folder.
        paired: Each person gets the garment that the photo shows (results are named after the person, to be compared
            with the photo of that name), instead of the listed one (results are named after both).
        with_masks: Pairs name their masks.

    Returns:
        The pairs in the order of the list, each once.

    Raises:
        LayoutError: A file, folder or line is missing or wrong.
    """
    pictures = _pictures(data)
    wanted = ["image", "cloth"] + [MASK_FOLDER] * with_masks
    for folder in wanted:
        if not (pictures / folder).is_dir():
            raise LayoutError(f"{pictures / folder}: no such folder; wanted are {PAIRS_FILE}, {', '.join(wanted)}")

    pairs: dict[str, Pair] = {}
    for person, cloth in _read_list(data / PAIRS_FILE):
        if paired:
            cloth = person
        name = Path(person).stem if paired else f"{Path(person).stem}__{Path(cloth).stem}"
        pair = Pair(name, pictures / "image" / person, pictures / "cloth" / cloth,
                    _mask_of(pictures / MASK_FOLDER, person) if with_masks else None)
        if pairs.setdefault(name, pair) != pair:
            raise LayoutError(f"{data / PAIRS_FILE}: {person} {cloth} and {pairs[name].person.name} "
                              f"{pairs[name].cloth.name} would both be {name}.png; rename one")
    return list(pairs.values())


def _pictures(data: Path) -> Path:
    """The folder that holds image/ and cloth/."""
    return data / "test" if not (data / "image").exists() and (data / "test").is_dir() else data


def _read_list(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutError(f"{path}: cannot be read ({error}); "
                          "wanted is a text file with a person and a garment on each line") from error
    listed = []
    for number, line in enumerate(lines, 1):
        names = line.split()
        if not names:
            continue
        # A name with folders in it could lead the result out of the output folder.
        if len(names) != 2 or any(Path(name).name != name or name == ".." for name in names):
            raise LayoutError(f"{path}:{number}: {line!r}: wanted are two file names, a person's and a garment's")
        listed.append((names[0], names[1]))
    if not listed:
        raise LayoutError(f"{path}: names no pair")
    return listed


def _mask_of(folder: Path, person: str) -> Path:
    """As VITON-HD names it, unless only a plainer name is there."""
    published = folder / f"{Path(person).stem}_mask.png"
    plainer = (folder / f"{Path(person).stem}.png", folder / person)
    return next((path for path in (published, *plainer) if path.exists()), published)
