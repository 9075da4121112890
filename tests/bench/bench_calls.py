"""What a try-on costs beyond its computing, through Python: the time of a call less the seconds that its result
reports, as in bench_calls.cpp, whose C++ calls are made in turns with these. The binding's share is the difference.

    PYTHONPATH=build/release/python .venv/bin/python tests/bench/bench_calls.py FOLDER_OF_WRITE_MODELS PROGRAM [CALLS]
"""

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import catvton

ROUNDS = 5  # a busy machine is busy for all


class PythonCalls:
    def __init__(self, folder: Path) -> None:
        context = catvton.GpuContext("cpu", threads=1)
        self.pipeline = catvton.Pipeline.from_pretrained(folder / "tiny.safetensors", context=context)
        self.person = catvton.load_image(folder / "person.png")
        self.cloth = catvton.load_image(folder / "cloth.png")
        self.mask = catvton.load_image(folder / "mask.png", channels=1)

    def overhead(self, **keywords: Any) -> float:
        """Seconds of one call beyond its computing."""
        height, width = self.mask.shape
        start = time.perf_counter()
        result = self.pipeline.run(self.person, self.cloth, mask=self.mask, width=width, height=height,
                                   num_inference_steps=1, mask_blur=0, **keywords)
        return time.perf_counter() - start - result.seconds.total


def cpp_medians(program: str, folder: Path, calls: int) -> list[float]:
    """Microseconds: the median of the C++ calls, and of the C calls."""
    said = subprocess.run([program, folder, str(calls)], check=True, capture_output=True, text=True).stdout
    return [float(median) for median in re.findall(r"median +([0-9.]+) us", said)[:2]]


def report(name: str, microseconds: list[float]) -> float:
    """Prints the median and the range of the rounds' medians; returns the median."""
    median = statistics.median(microseconds)
    print(f"{name:22} median {median:8.1f} us   rounds {min(microseconds):.1f} .. {max(microseconds):.1f} us")
    return median


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, program = Path(sys.argv[1]), sys.argv[2]
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    python = PythonCalls(folder)
    python.overhead()
    medians: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        count = -(-calls // ROUNDS)
        cpp, c = cpp_medians(program, folder, count)
        plain, followed = [], []
        for _ in range(count):
            plain.append(python.overhead())
            followed.append(python.overhead(callback_on_step_end=lambda progress: None))
        for name, median in (("C++", cpp), ("C", c), ("Python", 1e6 * statistics.median(plain)),
                             ("Python, with callback", 1e6 * statistics.median(followed))):
            medians.setdefault(name, []).append(median)
    found = {name: report(name, rounds) for name, rounds in medians.items()}
    for name in ("Python", "Python, with callback"):
        print(f"{name} beyond C++: {found[name] - found['C++']:.1f} us a call")


if __name__ == "__main__":
    main()
