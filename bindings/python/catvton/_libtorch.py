"""Loads LibTorch from the torch package that is installed beside this one, without importing it."""

import ctypes
import importlib.util
import runpy
import sys
from pathlib import Path

from catvton._build import TORCH_VERSION


def release(version: str) -> str:
    """The version without its build: '2.13.0+cpu' -> '2.13.0'."""
    return version.split("+")[0]


def load() -> None:
    """Makes LibTorch's libraries known to the loader, whether or not torch is imported already.

    Raises:
        ImportError: There is no torch, not the one that this package was built with, or a damaged one.
    """
    wanted = release(TORCH_VERSION)
    advice = f"install torch=={wanted}, or build catvton again with the torch that you have"
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        raise ImportError(f"catvton needs torch {wanted}, which is not installed: {advice}")
    folder = Path(spec.origin).parent
    running = str(runpy.run_path(str(folder / "version.py"))["__version__"])
    if release(running) != wanted:
        raise ImportError(f"catvton was built with torch {wanted}, but torch {running} is in {folder}: {advice}")
    if "torch" in sys.modules:
        return
    try:
        ctypes.CDLL(str(folder / "lib" / "libtorch.so"))
    except OSError as error:
        raise ImportError(f"the torch in {folder} does not load ({error}): {advice}") from error
