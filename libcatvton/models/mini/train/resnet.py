"""The residual trunk that both parsers and the detector share; they differ in strides and names."""

from torch import nn
import torch.nn.functional as F

EXPANSION = 4


def conv(in_channels, out_channels, kernel=1, stride=1, dilation=1, bias=False):
    return nn.Conv2d(in_channels, out_channels, kernel, stride, dilation * (kernel // 2), dilation, bias=bias)


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1; the attribute names are those of torchvision's checkpoints."""

    def __init__(self, in_channels, width, stride=1, dilation=1, stride_in_1x1=False):
        super().__init__()
        first, second = (stride, 1) if stride_in_1x1 else (1, stride)
        self.conv1, self.bn1 = conv(in_channels, width, 1, first), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, second, dilation), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv(width, EXPANSION * width), nn.BatchNorm2d(EXPANSION * width)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + (self.downsample(x) if hasattr(self, "downsample") else x))


def stage(in_channels, width, blocks, stride=1, dilation=1, stride_in_1x1=False):
    first = Bottleneck(in_channels, width, stride, dilation, stride_in_1x1)
    first.downsample = nn.Sequential(conv(in_channels, EXPANSION * width, 1, stride), nn.BatchNorm2d(EXPANSION * width))
    rest = [Bottleneck(EXPANSION * width, width, 1, dilation, stride_in_1x1) for _ in range(blocks - 1)]
    return nn.Sequential(first, *rest)
