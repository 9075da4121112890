#!/usr/bin/env python3
"""Writes the type stub of the extension from the extension itself.

    PYTHONPATH=build/release/python .venv/bin/python bindings/python/scripts/generate_stubs.py
"""

import argparse
import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pybind11_stubgen

STUB = Path(__file__).resolve().parent.parent / "catvton/_catvton.pyi"


def import_without_init() -> None:
    """Makes catvton._catvton importable under its own names: __init__.py gives its classes the public module's."""
    spec = importlib.util.find_spec("catvton")
    if spec is None or spec.submodule_search_locations is None:
        sys.exit("catvton is not on PYTHONPATH")
    package = ModuleType("catvton")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules["catvton"] = package
    importlib.import_module("catvton._libtorch").load()


def stub() -> str:
    """The stub's text."""
    import_without_init()
    with tempfile.TemporaryDirectory() as folder:
        pybind11_stubgen.main(["catvton._catvton", "--output-dir", folder, "--exit-code"])
        text = (Path(folder) / "catvton/_catvton.pyi").read_text()
    # It is not the first import, as the language wants, and a stub needs none.
    return text.replace("from __future__ import annotations\n", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=STUB)
    parser.parse_args().output.write_text(stub())


if __name__ == "__main__":
    main()
