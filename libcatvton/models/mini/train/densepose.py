"""DensePose R-CNN at small widths, with detectron2's names: the parts that are trained, and its geometry."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from resnet import conv, stage

CONFIG = dict(
    blocks=[2, 2, 2, 1],
    stem_channels=16,
    width=8,
    fpn_channels=32,
    box_head_dim=64,
    head_convs=4,
    head_dim=32,
    min_size=192,
    max_size=384,
    proposals=100,
    max_detections=10,
)
MEAN_BGR = (103.53, 116.28, 123.675)
STRIDES, ANCHOR_SIZES, RATIOS = (4, 8, 16, 32, 64), (32, 64, 128, 256, 512), (0.5, 1.0, 2.0)
PROPOSAL_WEIGHTS, DETECTION_WEIGHTS = (1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)
PARTS, CHART = 25, 112  # side of the label maps of a box, pixels


class Trunk(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.stem = nn.Module()
        self.stem.conv1 = conv(3, config["stem_channels"], 7, 2)
        self.stem.norm = nn.BatchNorm2d(config["stem_channels"])
        inputs = config["stem_channels"]
        for i, blocks in enumerate(config["blocks"]):
            width = config["width"] << i
            setattr(self, f"res{i + 2}", stage(inputs, width, blocks, 1 if i == 0 else 2, 1, True))
            inputs = 4 * width

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.stem.norm(self.stem.conv1(x))), 3, 2, 1)
        maps = []
        for i in range(4):
            x = getattr(self, f"res{i + 2}")(x)
            maps.append(x)
        return maps


class Pyramid(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.bottom_up = Trunk(config)
        for i in range(4):
            channels = 4 * config["width"] << i
            setattr(self, f"fpn_lateral{i + 2}", conv(channels, config["fpn_channels"], bias=True))
            setattr(self, f"fpn_output{i + 2}", conv(config["fpn_channels"], config["fpn_channels"], 3, bias=True))

    def forward(self, x):
        stages, merged, out = self.bottom_up(x), None, []
        for i in (3, 2, 1, 0):
            lateral = getattr(self, f"fpn_lateral{i + 2}")(stages[i])
            merged = lateral if merged is None else lateral + F.interpolate(merged, lateral.shape[2:], mode="nearest")
            out.insert(0, getattr(self, f"fpn_output{i + 2}")(merged))
        return out + [F.max_pool2d(out[3], 1, 2)]


class ProposalHead(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = conv(channels, channels, 3, bias=True)
        self.objectness_logits, self.anchor_deltas = conv(channels, 3, bias=True), conv(channels, 12, bias=True)

    def forward(self, maps):
        """Per picture and anchor (level, row, column, ratio): the logit and the four deltas."""
        logits, deltas = [], []
        for x in maps:
            x = F.relu(self.conv(x))
            logits.append(self.objectness_logits(x).permute(0, 2, 3, 1).flatten(1))
            deltas.append(self.anchor_deltas(x).permute(0, 2, 3, 1).reshape(len(x), -1, 4))
        return torch.cat(logits, 1), torch.cat(deltas, 1)


class Decoder(nn.Module):
    """Sums the pyramid at p2's size."""

    def __init__(self, channels):
        super().__init__()
        for level in range(4):
            layers = []
            for i in range(max(1, level)):
                layers += [conv(channels, channels, 3, bias=True)] + ([nn.Identity()] if level else [])
            setattr(self, f"p{level + 2}", nn.ModuleList(layers))
        self.predictor = conv(channels, channels, bias=True)

    def forward(self, maps):
        total = 0
        for level in range(4):
            x = maps[level]
            for i in range(0, 2 * max(1, level), 2):
                x = F.relu(getattr(self, f"p{level + 2}")[i](x))
                if level:
                    x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            total = total + x
        return self.predictor(total)


class Heads(nn.Module):
    def __init__(self, config):
        super().__init__()
        channels, hidden, width = config["fpn_channels"], config["box_head_dim"], config["head_dim"]
        self.box_head, self.box_predictor = nn.Module(), nn.Module()
        self.box_head.fc1, self.box_head.fc2 = nn.Linear(channels * 49, hidden), nn.Linear(hidden, hidden)
        self.box_predictor.cls_score, self.box_predictor.bbox_pred = nn.Linear(hidden, 2), nn.Linear(hidden, 4)
        self.decoder, self.densepose_head, self.densepose_predictor = Decoder(channels), nn.Module(), nn.Module()
        for i in range(config["head_convs"]):
            setattr(self.densepose_head, f"body_conv_fcn{i + 1}", conv(width if i else channels, width, 3, bias=True))
        for name, outputs in (
            ("ann_index_lowres", 2),
            ("index_uv_lowres", PARTS),
            ("u_lowres", PARTS),
            ("v_lowres", PARTS),
        ):
            setattr(self.densepose_predictor, name, nn.ConvTranspose2d(width, outputs, 4, 2, 1))
        for name in ("u_lowres", "v_lowres"):  # the drawings carry no surface coordinates, and the masker needs none
            for parameter in getattr(self.densepose_predictor, name).parameters():
                nn.init.zeros_(parameter).requires_grad_(False)

    def classify(self, pools):
        x = F.relu(self.box_head.fc2(F.relu(self.box_head.fc1(pools.flatten(1)))))
        return self.box_predictor.cls_score(x), self.box_predictor.bbox_pred(x)

    def charts(self, pools):
        """(N, C, 28, 28) to coarse (N, 2, 112, 112) and fine (N, 25, 112, 112) logits."""
        x = pools
        for layer in self.densepose_head.children():
            x = F.relu(layer(x))
        enlarge = lambda y: F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False)
        return enlarge(self.densepose_predictor.ann_index_lowres(x)), enlarge(
            self.densepose_predictor.index_uv_lowres(x)
        )


class Detector(nn.Module):
    def __init__(self, config=CONFIG):
        super().__init__()
        self.backbone, self.proposal_generator, self.roi_heads = Pyramid(config), nn.Module(), Heads(config)
        self.proposal_generator.rpn_head = ProposalHead(config["fpn_channels"])


def anchors(height, width):
    """All anchors (x0, y0, x1, y1) of a padded input, in the order of the proposal head's values."""
    boxes = []
    for stride, size in zip(STRIDES, ANCHOR_SIZES):
        y, x = torch.meshgrid(
            torch.arange(math.ceil(height / stride)) * stride,
            torch.arange(math.ceil(width / stride)) * stride,
            indexing="ij",
        )
        shapes = [(math.sqrt(size * size / r), math.sqrt(size * size / r) * r) for r in RATIOS]
        cell = torch.tensor([[-w / 2, -h / 2, w / 2, h / 2] for w, h in shapes])
        boxes.append((torch.stack([x, y, x, y], -1)[:, :, None] + cell).reshape(-1, 4).float())
    return torch.cat(boxes)


def overlap(a, b):
    """Intersection over union of boxes (N, 4) and (M, 4), as (N, M)."""
    low, high = torch.maximum(a[:, None, :2], b[None, :, :2]), torch.minimum(a[:, None, 2:], b[None, :, 2:])
    common = (high - low).clamp(0).prod(-1)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return common / (area(a)[:, None] + area(b)[None] - common)


def _centered(boxes):
    size = boxes[:, 2:] - boxes[:, :2]
    return boxes[:, :2] + size / 2, size


def deltas_between(sources, targets, weights):
    (from_center, from_size), (to_center, to_size) = _centered(sources), _centered(targets)
    return torch.cat([(to_center - from_center) / from_size, torch.log(to_size / from_size)], 1) * torch.tensor(weights)


def moved(boxes, deltas, weights):
    (center, size), deltas = _centered(boxes), deltas / torch.tensor(weights)
    center, size = center + deltas[:, :2] * size, size * torch.exp(deltas[:, 2:].clamp(max=math.log(1000 / 16)))
    return torch.cat([center - size / 2, center + size / 2], 1)


def pool(features, boxes, stride, resolution):
    """ROIAlign without the half-pixel shift, two samples a bin and axis: features (C, H, W), boxes (N, 4)."""
    low, size = boxes[:, :2] / stride, ((boxes[:, 2:] - boxes[:, :2]) / stride).clamp(1)
    steps = (torch.arange(2 * resolution) + 0.5) / (2 * resolution)
    x, y = low[:, :1] + size[:, :1] * steps, low[:, 1:] + size[:, 1:] * steps
    grid = torch.stack(
        [
            (x * 2 / (features.shape[2] - 1) - 1)[:, None].expand(-1, len(steps), -1),
            (y * 2 / (features.shape[1] - 1) - 1)[:, :, None].expand(-1, -1, len(steps)),
        ],
        -1,
    )
    sampled = F.grid_sample(
        features[None].expand(len(boxes), -1, -1, -1), grid, mode="bilinear", padding_mode="border", align_corners=True
    )
    return F.avg_pool2d(sampled, 2)


def pool_levels(maps, index, boxes, resolution=7):
    """Each box from the pyramid level that its size asks for."""
    levels = (4 + torch.log2((boxes[:, 2:] - boxes[:, :2]).clamp(1).prod(1).sqrt() / 224 + 1e-8)).floor().clamp(
        2, 5
    ) - 2
    out = boxes.new_zeros(len(boxes), maps[0].shape[1], resolution, resolution)
    for level in range(4):
        chosen = (levels == level).nonzero()[:, 0]
        if len(chosen):
            out[chosen] = pool(maps[level][index], boxes[chosen], STRIDES[level], resolution)
    return out
