"""The progress bar of a run."""

from tqdm.auto import tqdm


class ProgressBar:
    """Denoising steps on a tqdm bar."""

    def __init__(self, steps: int) -> None:
        self._bar = tqdm(total=steps)

    def show(self, step: int) -> None:
        """Moves the bar to `step` finished steps."""
        self._bar.update(step - self._bar.n)

    def close(self) -> None:
        """Leaves the bar as it is."""
        self._bar.close()
