"""The same seed and pictures give the same bytes through every language and the program, on one CPU thread."""

import os
import shlex
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "examples/data"
# CATVTON_TRYON_<LANGUAGE> is the command that takes PERSON CLOTH SEED OUTPUT, for what was built.
COMMANDS = {name.removeprefix("CATVTON_TRYON_").lower(): shlex.split(command)
            for name, command in os.environ.items() if name.startswith("CATVTON_TRYON_")}
CASES = [(1, 1, 7), (2, 3, 8)]


def make(command: list[str], person: Path, cloth: Path, seed: int, output: Path) -> np.ndarray:
    done = subprocess.run([*command, person, cloth, str(seed), output], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return np.asarray(Image.open(output))


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    """What the program makes."""
    folder = tmp_path_factory.mktemp("program")
    pictures = []
    for person, cloth, seed in CASES:
        output = folder / f"{seed}.png"
        subprocess.run(
            [os.environ["CATVTON_PROGRAM"], "tryon", "--model", "mini", "--device", "cpu", "--threads", "1",
             "--person", DATA / f"person-{person}.png", "--cloth", DATA / f"cloth-{cloth}.png", "--cloth-type", "upper",
             "--num-inference-steps", "4", "--seed", str(seed), "--quiet", "--output", output], check=True, timeout=300)
        pictures.append(np.asarray(Image.open(output)))
    return pictures


def test_the_pictures_are_try_ons(wanted):
    for picture, (person, _, _) in zip(wanted, CASES):
        photo = np.asarray(Image.open(DATA / f"person-{person}.png"))
        assert picture.shape == photo.shape
        assert 1 < np.abs(picture.astype(int) - photo).mean() < 60
    assert not np.array_equal(wanted[0], wanted[1])


def test_c_and_cpp_were_built():
    assert {"c", "cpp"} <= COMMANDS.keys()


@pytest.mark.parametrize("language", sorted(COMMANDS))
@pytest.mark.parametrize("case", range(len(CASES)))
def test_same_bytes(language, case, wanted, tmp_path):
    person, cloth, seed = CASES[case]
    got = make(COMMANDS[language], DATA / f"person-{person}.png", DATA / f"cloth-{cloth}.png", seed, tmp_path / "a.png")
    assert np.array_equal(got, wanted[case]), f"{(got != wanted[case]).mean():.1%} of the bytes differ"


def test_another_seed_gives_other_bytes(wanted, tmp_path):
    person, cloth, seed = CASES[0]
    got = make(COMMANDS["c"], DATA / f"person-{person}.png", DATA / f"cloth-{cloth}.png", seed + 1, tmp_path / "a.png")
    assert not np.array_equal(got, wanted[0])
