"""Types that appear in signatures."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, Union

import numpy
import numpy.typing

if TYPE_CHECKING:
    import PIL.Image

ImageLike: TypeAlias = Union[numpy.typing.NDArray[numpy.uint8], "PIL.Image.Image"]
"""(height, width) or (height, width, 1, 3 or 4) uint8, or a PIL image of mode L, RGB or RGBA."""

FilePath: TypeAlias = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]

ClothType: TypeAlias = Literal["upper", "lower", "overall", "inner", "outer"]
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]


class TorchGenerator(Protocol):
    """What is used of a torch.Generator."""

    @property
    def device(self) -> Any: ...
    def initial_seed(self) -> int: ...
    def get_state(self) -> Any: ...
