"""Trains the detector: python train_densepose.py DATA OUT [--steps N]"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F

from data import Pairs, Run
from densepose import (
    CHART,
    DETECTION_WEIGHTS,
    MEAN_BGR,
    PROPOSAL_WEIGHTS,
    STRIDES,
    Detector,
    anchors,
    deltas_between,
    moved,
    overlap,
    pool,
    pool_levels,
)

BATCH, HEIGHT, WIDTH = 6, 256, 192
ANCHORS_SEEN, BOXES_SEEN = 128, 32  # of each picture
ANCHORS = anchors(HEIGHT, WIDTH)


def draw_sample(pairs, rng):
    """A picture with the person moved and scaled, the DensePose labels, and the person's box."""
    i, who = int(rng.integers(len(pairs))), "ab"[int(rng.integers(2))]
    image, label = (torch.from_numpy(pairs(f"{who}_{k}", i)) for k in ("image", "densepose"))
    zoom, shift = float(np.exp(rng.normal(0.05, 0.15))), rng.normal(0, 0.12, 2)
    grid = F.affine_grid(
        torch.tensor([[[zoom, 0, shift[0]], [0, zoom, shift[1]]]], dtype=torch.float32),
        (1, 3, HEIGHT, WIDTH),
        align_corners=False,
    )
    image = F.grid_sample(image.permute(2, 0, 1)[None].float(), grid, padding_mode="border", align_corners=False)[0]
    label = F.grid_sample(label[None, None].float(), grid, mode="nearest", align_corners=False)[0, 0].long()
    gain = torch.from_numpy(rng.normal(1, 0.06, (3, 1, 1))).float()
    rows, columns = label.any(1).nonzero()[:, 0], label.any(0).nonzero()[:, 0]
    if len(rows) < 40 or len(columns) < 20:
        return draw_sample(pairs, rng)
    box = torch.tensor([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]).float()
    bgr = (image * gain).clamp(0, 255).flip(0) - torch.tensor(MEAN_BGR).view(3, 1, 1)
    return bgr, label, box


def some(mask, count):
    """At most `count` places where the mask holds, at random."""
    places = mask.nonzero()[:, 0]
    return places[torch.randperm(len(places))[:count]]


def proposal_loss(logits, deltas, box):
    ious = overlap(ANCHORS, box[None])[:, 0]
    right = (ious >= 0.7) | (ious >= ious.max() - 1e-3)
    near, far = some(right, ANCHORS_SEEN // 2), some(ious < 0.3, ANCHORS_SEEN)
    chosen = torch.cat([near, far[: ANCHORS_SEEN - len(near)]])
    wanted = torch.cat([torch.ones(len(near)), torch.zeros(len(chosen) - len(near))])
    score = F.binary_cross_entropy_with_logits(logits[chosen], wanted)
    place = F.smooth_l1_loss(
        deltas[near], deltas_between(ANCHORS[near], box.expand(len(near), 4), PROPOSAL_WEIGHTS), beta=0.1
    )
    return score + place


def jittered(box, count, spread):
    size = (box[2:] - box[:2]).repeat(2)
    boxes = box + torch.randn(count, 4) * size * spread
    return torch.cat([boxes[:, :2], torch.maximum(boxes[:, 2:], boxes[:, :2] + 8)], 1)


def box_loss(net, maps, index, logits, deltas, box):
    """The best proposals as they are now, boxes near the person, and boxes anywhere."""
    best = logits.topk(BOXES_SEEN // 2).indices
    proposals = moved(ANCHORS[best], deltas[best].detach(), PROPOSAL_WEIGHTS)
    low = torch.rand(BOXES_SEEN // 4, 2) * torch.tensor([WIDTH * 0.7, HEIGHT * 0.7])
    anywhere = torch.cat([low, low + 16 + torch.rand(len(low), 2) * torch.tensor([WIDTH * 0.6, HEIGHT * 0.6])], 1)
    boxes = torch.cat([proposals, jittered(box, BOXES_SEEN // 4, 0.12), anywhere])
    limit = torch.tensor([WIDTH, HEIGHT, WIDTH, HEIGHT]).float()
    boxes = torch.minimum(boxes.clamp(0), limit)
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2] > 4).all(1)]
    ious = overlap(boxes, box[None])[:, 0]
    score, place = net.roi_heads.classify(pool_levels(maps, index, boxes))
    wanted = (ious < 0.5).long()  # class 0 is the person
    near = (wanted == 0).nonzero()[:, 0]
    loss = F.cross_entropy(score, wanted)
    if len(near):
        loss = loss + F.smooth_l1_loss(
            place[near], deltas_between(boxes[near], box.expand(len(near), 4), DETECTION_WEIGHTS)
        )
    return loss


def chart_loss(net, decoded, index, label, box):
    boxes = jittered(box, 1, 0.02)
    coarse, fine = net.roi_heads.charts(pool(decoded[index], boxes, STRIDES[0], CHART // 4))
    steps = (torch.arange(CHART) + 0.5) / CHART
    x = (boxes[0, 0] + (boxes[0, 2] - boxes[0, 0]) * steps).long()
    y = (boxes[0, 1] + (boxes[0, 3] - boxes[0, 1]) * steps).long()
    inside = ((y >= 0) & (y < HEIGHT))[:, None] & ((x >= 0) & (x < WIDTH))[None]
    target = torch.where(inside, label[y.clamp(0, HEIGHT - 1)][:, x.clamp(0, WIDTH - 1)], 0)[None]
    body = target > 0
    right = (fine.argmax(1) == target)[body].float().mean()
    return (
        F.cross_entropy(coarse, body.long()) + F.cross_entropy(fine.permute(0, 2, 3, 1)[body], target[body])
    ), float(right)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--rate", type=float, default=2e-3)
    args = parser.parse_args()
    torch.manual_seed(3)
    net = Detector()
    run = Run(args.out, "densepose", net, args, decay=0.995)
    pairs = Pairs(args.data, ("image", "densepose"), limit=3000)
    rng = np.random.default_rng(run.step)
    for _ in run:
        pictures, labels, boxes = zip(*[draw_sample(pairs, rng) for _ in range(BATCH)])
        maps = net.backbone(torch.stack(pictures))
        logits, deltas = net.proposal_generator.rpn_head(maps)
        decoded = net.roi_heads.decoder(maps)
        rpn = sum(proposal_loss(logits[i], deltas[i], boxes[i]) for i in range(BATCH)) / BATCH
        box = sum(box_loss(net, maps, i, logits[i], deltas[i], boxes[i]) for i in range(BATCH)) / BATCH
        charts = [chart_loss(net, decoded, i, labels[i], boxes[i]) for i in range(BATCH)]
        chart = sum(loss for loss, _ in charts) / BATCH
        run.learn(
            rpn + box + chart,
            rpn=rpn.item(),
            box=box.item(),
            chart=chart.item(),
            right=float(np.mean([right for _, right in charts])),
        )


if __name__ == "__main__":
    main()
