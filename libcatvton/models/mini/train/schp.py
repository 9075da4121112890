"""SCHP at small widths, with the published checkpoints' names, and its view of a picture."""

import torch
import torch.nn.functional as F
from torch import nn

from resnet import conv, stage

SIZE = 256
CONFIG = dict(
    input_size=SIZE,
    blocks=[2, 2, 2, 1],
    stem_channels=[16, 16, 32],
    width=8,
    context_channels=32,
    head_channels=32,
    detail_channels=16,
)
CLASSES = {"atr": 18, "lip": 20}
# The channel order is RGB while the numbers are in BGR order: as the published parsers are fed.
MEAN, STD = (0.406, 0.456, 0.485), (0.225, 0.224, 0.229)


class Norm(nn.BatchNorm2d):
    """Batch norm and leaky ReLU in one layer, as the training code of the published parsers has it."""

    def forward(self, x):
        return F.leaky_relu(super().forward(x), 0.01)


def head(in_channels, out_channels, kernel=1):
    return [conv(in_channels, out_channels, kernel), Norm(out_channels)]


def aligned(x, like):
    return F.interpolate(x, like.shape[2:], mode="bilinear", align_corners=True)


class Context(nn.Module):
    def __init__(self, features, channels):
        super().__init__()
        self.stages = nn.ModuleList(
            [nn.Sequential(nn.AdaptiveAvgPool2d(n), *head(features, channels)) for n in (1, 2, 3, 6)]
        )
        self.bottleneck = nn.Sequential(*head(features + 4 * channels, channels, 3))

    def forward(self, x):
        return self.bottleneck(torch.cat([aligned(s(x), x) for s in self.stages] + [x], 1))


class Edge(nn.Module):
    def __init__(self, layers, channels):
        super().__init__()
        for i, features in enumerate(layers, 1):
            setattr(self, f"conv{i}", nn.Sequential(*head(features, channels)))

    def forward(self, layers):
        maps = [getattr(self, f"conv{i}")(x) for i, x in enumerate(layers, 1)]
        return torch.cat([aligned(x, maps[0]) for x in maps], 1)


class Decoder(nn.Module):
    def __init__(self, context, layer1, channels, details):
        super().__init__()
        self.conv1, self.conv2 = nn.Sequential(*head(context, channels)), nn.Sequential(*head(layer1, details))
        self.conv3 = nn.Sequential(*head(channels + details, channels), *head(channels, channels))

    def forward(self, context, layer1):
        return self.conv3(torch.cat([aligned(self.conv1(context), layer1), self.conv2(layer1)], 1))


class Parser(nn.Module):
    def __init__(self, classes, config=CONFIG):
        super().__init__()
        stem, width, blocks = config["stem_channels"], config["width"], config["blocks"]
        channels, layers = config["head_channels"], [4 * width << i for i in range(4)]
        for i, (a, b) in enumerate(zip([3] + stem, stem), 1):
            setattr(self, f"conv{i}", conv(a, b, 3, 2 if i == 1 else 1))
            setattr(self, f"bn{i}", nn.BatchNorm2d(b))
        inputs = [stem[-1]] + layers
        for i, (stride, dilation) in enumerate([(1, 1), (2, 1), (2, 1), (1, 2)]):
            setattr(self, f"layer{i + 1}", stage(inputs[i], width << i, blocks[i], stride, dilation))
        self.context_encoding = Context(layers[3], config["context_channels"])
        self.edge = Edge(layers[:3], channels)
        self.decoder = Decoder(config["context_channels"], layers[0], channels, config["detail_channels"])
        # "fushion" is how the published checkpoints spell it
        self.fushion = nn.Sequential(
            *head(4 * channels, channels), nn.Dropout2d(0.1), conv(channels, classes, bias=True)
        )

    def forward(self, x):
        """(N, 3, S, S) to logits (N, classes, S/4, S/4)."""
        for i in (1, 2, 3):
            x = F.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x)))
        x, layers = F.max_pool2d(x, 3, 2, 1), []
        for i in (1, 2, 3, 4):
            x = getattr(self, f"layer{i}")(x)
            layers.append(x)
        decoded = self.decoder(self.context_encoding(x), layers[0])
        return self.fushion(torch.cat([decoded, self.edge(layers[:3])], 1))


def normalized(pixels):
    """uint8 NCHW to the parser's input."""
    return (pixels.float() / 255 - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)
