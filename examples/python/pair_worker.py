"""Makes the result of one pair after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import catvton
from catvton import ImageLike
from pair_job import Settings
from pair_output import OutputFolder
from pairs import Pair


# A pair that took so many processes with it is left alone. Machines are lost for other reasons, too.
MAX_LOSSES = 3


@dataclass(frozen=True)
class Outcome:
    """What became of a pair."""

    name: str
    event: Literal["written", "present", "failed"]
    message: str = ""
    """Of a failure: what was wrong, with which file."""


class PairError(Exception):
    """This pair cannot be done; others can."""


class Worker:
    """A loaded model on one device.

    Args:
        settings: Of the job.
        output: Where results go.
        device, threads: As in catvton.GpuContext.

    Raises:
        catvton.Error: The model cannot be loaded.
    """

    def __init__(self, settings: Settings, output: OutputFolder, *, device: str = "auto", threads: int = 0) -> None:
        context = catvton.GpuContext(device, precision=settings.precision, threads=threads)
        self._pipeline = catvton.Pipeline.from_pretrained(settings.model, context=context,
                                                          mask_free=settings.masks == "none")
        self._masker = None
        if settings.masks == "found":
            self._masker = catvton.AutoMasker.from_pretrained(settings.masker, context=context)
        self._settings = settings
        self._output = output
        # Of the workers that this one may replace.
        self._lost = output.unfinished_attempts()
        self._attempts = output.attempts()

    def dress(self, pair: Pair) -> Outcome:
        """Writes the result of the pair, unless it is there.

        Raises:
            catvton.DeviceError: The device is lost, and with it this worker.
            catvton.IoError: The result cannot be written; nor could the next one.
        """
        if self._output.is_written(pair):
            return Outcome(pair.name, "present")
        if self._lost[pair.name] >= MAX_LOSSES:
            return Outcome(pair.name, "failed", f"lost its worker {self._lost[pair.name]} times")
        self._attempts.record(pair.name, "started")
        try:
            result = self._try_on(pair)
        except PairError as error:
            self._attempts.record(pair.name, "failed", str(error))
            return Outcome(pair.name, "failed", str(error))
        catvton.save_image(result.image, self._output.image(pair))
        self._attempts.record(pair.name, "written")
        return Outcome(pair.name, "written")

    def _try_on(self, pair: Pair) -> catvton.TryOnResult:
        person, cloth = _load(pair.person, channels=3), _load(pair.cloth, channels=3)
        mask = None if pair.mask is None else _load(pair.mask, channels=1)
        try:
            return self._pipeline.run(person, cloth, mask=mask, masker=self._masker,
                                      cloth_type=self._settings.cloth_type if self._masker else None,
                                      **self._settings.run_keywords())
        except catvton.DeviceError:
            raise
        except catvton.Error as error:
            raise PairError(f"{pair.person}: {error}") from error


def _load(path: Path, *, channels: int) -> ImageLike:
    try:
        # A mask's colours count where they are transparent, too.
        return catvton.load_image(path, channels=channels, alpha="ignore" if channels == 1 else "over_white")
    except catvton.Error as error:
        raise PairError(f"{path}: {error}") from error
