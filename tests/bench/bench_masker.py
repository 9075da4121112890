#!/usr/bin/env python3
"""Compare the masker's stages with the same networks in eager PyTorch, in one session of measurement.

    python tests/bench/bench_masker.py BUILD_DIR [--width 768] [--height 1024] [--threads 2] [--runs 5]

The baseline runs the networks only, with separate batch norms as their Python code has them; pre- and
post-processing, proposal selection and pooling cost it nothing, so the ratios favour it. Prints the
median seconds of each stage and their ratio (baseline / ours: above 1 we are faster).
"""
import argparse
import json
import os
import statistics
import subprocess
import time

import torch
import torch.nn.functional as F
from torch import nn


def conv_norm(cin, cout, kernel=1, stride=1, dilation=1, activation=None):
    layers = [nn.Conv2d(cin, cout, kernel, stride, dilation * (kernel // 2), dilation, bias=False),
              nn.BatchNorm2d(cout)]
    return nn.Sequential(*layers, *([activation] if activation else []))


class Bottleneck(nn.Module):
    def __init__(self, cin, width, stride=1, dilation=1, project=False, stride_in_1x1=False):
        super().__init__()
        first, second = (stride, 1) if stride_in_1x1 else (1, stride)
        self.body = nn.Sequential(conv_norm(cin, width, 1, first, 1, nn.ReLU(True)),
                                  conv_norm(width, width, 3, second, dilation, nn.ReLU(True)),
                                  conv_norm(width, 4 * width))
        self.shortcut = conv_norm(cin, 4 * width, 1, stride) if project else nn.Identity()

    def forward(self, x):
        return F.relu_(self.body(x) + self.shortcut(x))


def stage(cin, width, blocks, stride, dilation=1, stride_in_1x1=False):
    return nn.Sequential(Bottleneck(cin, width, stride, dilation, True, stride_in_1x1),
                         *[Bottleneck(4 * width, width, 1, dilation) for _ in range(blocks - 1)])


def aligned(x, like):
    return F.interpolate(x, like.shape[2:], mode="bilinear", align_corners=True)


class Parser(nn.Module):
    def __init__(self, classes, size):
        super().__init__()
        leaky = nn.LeakyReLU(0.01, True)
        self.size = size
        self.stem = nn.Sequential(conv_norm(3, 64, 3, 2, 1, nn.ReLU(True)), conv_norm(64, 64, 3, 1, 1, nn.ReLU(True)),
                                  conv_norm(64, 128, 3, 1, 1, nn.ReLU(True)), nn.MaxPool2d(3, 2, 1))
        self.layers = nn.ModuleList([stage(128, 64, 3, 1), stage(256, 128, 4, 2), stage(512, 256, 23, 2),
                                     stage(1024, 512, 3, 1, 2)])
        self.pools = nn.ModuleList([nn.Sequential(nn.AdaptiveAvgPool2d(n), conv_norm(2048, 512, activation=leaky))
                                    for n in (1, 2, 3, 6)])
        self.context = conv_norm(4096, 512, 3, activation=leaky)
        self.edges = nn.ModuleList([conv_norm(c, 256, activation=leaky) for c in (256, 512, 1024)])
        self.reduce, self.detail = conv_norm(512, 256, activation=leaky), conv_norm(256, 48, activation=leaky)
        self.merge = nn.Sequential(conv_norm(304, 256, activation=leaky), conv_norm(256, 256, activation=leaky))
        self.fusion = nn.Sequential(conv_norm(1024, 256, activation=leaky), nn.Conv2d(256, classes, 1))

    def forward(self):
        x = self.stem(torch.rand(1, 3, self.size, self.size))
        outs = []
        for layer in self.layers:
            x = layer(x)
            outs.append(x)
        context = self.context(torch.cat([aligned(p(x), x) for p in self.pools] + [x], 1))
        edge = torch.cat([aligned(e(o), outs[0]) for e, o in zip(self.edges, outs)], 1)
        decoded = self.merge(torch.cat([aligned(self.reduce(context), outs[0]), self.detail(outs[0])], 1))
        logits = self.fusion(torch.cat([decoded, edge], 1))
        return F.interpolate(logits, (self.size, self.size), mode="bilinear", align_corners=True)


class Detector(nn.Module):
    def __init__(self, height, width):
        super().__init__()
        self.size = (height, width)
        self.stem = nn.Sequential(conv_norm(3, 64, 7, 2, 1, nn.ReLU(True)), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.ModuleList([stage(64, 64, 3, 1, 1, True), stage(256, 128, 4, 2, 1, True),
                                     stage(512, 256, 6, 2, 1, True), stage(1024, 512, 3, 2, 1, True)])
        self.laterals = nn.ModuleList([nn.Conv2d(256 << i, 256, 1) for i in range(4)])
        self.outputs = nn.ModuleList([nn.Conv2d(256, 256, 3, 1, 1) for _ in range(4)])
        self.rpn = nn.Conv2d(256, 256, 3, 1, 1)
        self.objectness, self.deltas = nn.Conv2d(256, 3, 1), nn.Conv2d(256, 12, 1)
        self.box = nn.Sequential(nn.Linear(12544, 1024), nn.ReLU(True), nn.Linear(1024, 1024), nn.ReLU(True))
        self.decoder = nn.ModuleList([nn.ModuleList([nn.Conv2d(256, 256, 3, 1, 1) for _ in range(max(1, i))])
                                      for i in range(4)])
        self.predictor = nn.Conv2d(256, 256, 1)
        self.head = nn.Sequential(*[m for i in range(8) for m in
                                    (nn.Conv2d(256 if i == 0 else 512, 512, 3, 1, 1), nn.ReLU(True))])
        self.charts = nn.ModuleList([nn.ConvTranspose2d(512, n, 4, 2, 1) for n in (2, 25, 25, 25)])

    def forward(self):
        x = self.stem(torch.rand(1, 3, *self.size))
        outs = []
        for s in self.stages:
            x = s(x)
            outs.append(x)
        merged, pyramid = None, [None] * 4
        for i in reversed(range(4)):
            lateral = self.laterals[i](outs[i])
            merged = lateral if merged is None else lateral + F.interpolate(merged, scale_factor=2.0)
            pyramid[i] = self.outputs[i](merged)
        for p in pyramid + [F.max_pool2d(pyramid[3], 1, 2)]:
            t = F.relu(self.rpn(p))
            self.objectness(t), self.deltas(t)
        self.box(torch.rand(1000, 12544))
        total = 0
        for p, convs in zip(pyramid, self.decoder):
            for i, conv in enumerate(convs):
                p = F.relu(conv(p))
                if convs is not self.decoder[0]:
                    p = F.interpolate(p, scale_factor=2.0, mode="bilinear", align_corners=False)
            total = total + p
        self.predictor(total)
        x = self.head(torch.rand(1, 256, 28, 28))      # one person; the reference runs all it finds
        return [F.interpolate(c(x), scale_factor=2.0, mode="bilinear", align_corners=False) for c in self.charts]


def network_size(width, height):
    scale = 800 / min(width, height)
    scale = min(scale, 1333 / max(width, height))
    return [-(-int(side * scale + 0.5) // 32) * 32 for side in (height, width)]


def seconds(model):
    start = time.perf_counter()
    model()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--height", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    models = {"densepose": Detector(*network_size(args.width, args.height)).eval(),
              "atr": Parser(18, 512).eval(), "lip": Parser(20, 473).eval()}
    command = [os.path.join(args.build, "bin", "bench_masker"), str(args.width), str(args.height), str(args.threads)]
    ours = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ours.stdout.readline()
    got, want = {}, {}
    for run in range(args.runs + 1):                   # the first run warms up
        ours.stdin.write("run\n")
        ours.stdin.flush()
        stages = json.loads(ours.stdout.readline())
        baseline = {name: seconds(model) for name, model in models.items()}
        if run:
            for name, value in stages.items():
                got.setdefault(name, []).append(value)
            for name, value in baseline.items():
                want.setdefault(name, []).append(value)
    ours.stdin.close()
    ours.wait()
    ours_total = sum(statistics.median(v) for v in got.values())
    want_total = sum(statistics.median(v) for v in want.values())
    for name, values in got.items():
        mine = statistics.median(values)
        if name in want:
            theirs = statistics.median(want[name])
            print(f"{name:10} ours {mine:7.3f} s   PyTorch {theirs:7.3f} s   ratio {theirs / mine:5.2f}")
        else:
            print(f"{name:10} ours {mine:7.3f} s")
    print(f"{'total':10} ours {ours_total:7.3f} s   PyTorch {want_total:7.3f} s   ratio {want_total / ours_total:5.2f}")


if __name__ == "__main__":
    main()
