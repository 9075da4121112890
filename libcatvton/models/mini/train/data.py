"""The rendered shards in memory, and the pieces that the training scripts share."""

import copy
import json
import math
import os
import time
from pathlib import Path

import numpy as np
import torch

from muon import Muon

IMAGE_KEYS = ("image", "garment", "mask")
LABEL_KEYS = ("image", "atr", "lip", "densepose")


class Pairs:
    """Arrays by name (`a_image`, `b_garment`, ...), one entry for each pair; rescans a folder that still grows."""

    def __init__(self, folder, keys, limit=10**9):
        self.folder, self.names, self.limit = Path(folder), [f"{w}_{k}" for w in "ab" for k in keys], limit
        self.seen, self.parts = set(), []
        self.scan()

    def scan(self):
        for path in sorted(self.folder.glob("shard??????.npz")):
            if path.name in self.seen or len(self.seen) * 100 >= self.limit:
                continue
            with np.load(path) as shard:
                self.parts.append({k: shard[k] for k in (*self.names, "same", "category")})
            self.seen.add(path.name)
        self.count = sum(len(p["same"]) for p in self.parts)

    def __len__(self):
        return self.count

    def __call__(self, name, i):
        for part in self.parts:
            if i < len(part["same"]):
                return part[name][i]
            i -= len(part["same"])
        raise IndexError(i)


def pictures(arrays):
    """uint8 HWC pictures as one float NCHW batch in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(np.stack(arrays))).permute(0, 3, 1, 2).float() / 127.5 - 1


class Average:
    """Exponential moving average of a module's weights; it follows quickly at first."""

    def __init__(self, module, decay):
        self.module, self.decay, self.updates = copy.deepcopy(module).requires_grad_(False), decay, 0

    @torch.no_grad()
    def update(self, module):
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(list(self.module.parameters()), list(module.parameters()), 1 - decay)
        for mine, its in zip(self.module.buffers(), module.buffers()):
            mine.copy_(its)


class Run:
    """One training run: rate by step, progress as CSV, a checkpoint every minute, resumed by running again."""

    def __init__(self, out, name, module, args, decay=0.999):
        Path(out).mkdir(parents=True, exist_ok=True)
        self.path, self.steps, self.step = Path(out) / f"{name}.pt", args.steps, 0
        self.module, self.average = module, Average(module, decay)
        self.parameters = [p for p in module.parameters() if p.requires_grad]
        self.rate, self.warmup = args.rate, 200
        self.cooldown, self.cosine = getattr(args, "cooldown", 0), getattr(args, "cosine", None) or args.steps
        matrices = [p for p in self.parameters if p.ndim > 1] if getattr(args, "muon", False) else []
        rest = [p for p in self.parameters if not matrices or p.ndim <= 1]
        self.optimizers = [torch.optim.AdamW(rest, lr=args.rate, betas=(0.9, 0.99), weight_decay=1e-3)]
        if matrices:
            self.optimizers.append(Muon(matrices, lr=args.rate))
        if self.path.exists():
            self._resume()
        self.log = open(Path(out) / f"{name}.csv", "a")
        self.values, self.saved, self.began = [], time.time(), time.time()

    def _resume(self):
        state = torch.load(self.path, weights_only=True)
        self.module.load_state_dict(state["module"])
        self.average.module.load_state_dict(state["average"])
        self.average.updates = self.step = state["step"]
        if len(state["optimizers"]) == len(self.optimizers):  # else --muon was changed: they start anew
            for optimizer, saved in zip(self.optimizers, state["optimizers"]):
                optimizer.load_state_dict(saved)

    def save(self):
        unfinished = self.path.with_suffix(".tmp")
        torch.save(
            {
                "module": self.module.state_dict(),
                "average": self.average.module.state_dict(),
                "optimizers": [o.state_dict() for o in self.optimizers],
                "step": self.step,
            },
            unfinished,
        )
        os.replace(unfinished, self.path)
        self.saved = time.time()

    def __iter__(self):
        while self.step < self.steps:
            rate = (
                self.rate
                * min(1, (self.step + 1) / self.warmup, (self.steps - self.step) / max(1, self.cooldown))
                * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * self.step / self.cosine)))
            )
            for group in (g for optimizer in self.optimizers for g in optimizer.param_groups):
                group["lr"] = rate
            yield self.step
        self.save()

    def learn(self, loss, **values):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.average.update(self.module)
        self.step += 1
        self.values.append({"loss": loss.item(), **values})
        if self.step % 50 == 0:
            means = {k: float(np.mean([v[k] for v in self.values])) for k in self.values[0]}
            line = json.dumps(
                {"step": self.step, "seconds": round(time.time() - self.began)}
                | {k: round(v, 4) for k, v in means.items()}
            )
            print(line, flush=True)
            print(line, file=self.log, flush=True)
            self.values = []
        if time.time() - self.saved > 60:
            self.save()


def load_average(module, run, name):
    """The averaged weights of a run's checkpoint, ready for inference."""
    state = torch.load(Path(run) / f"{name}.pt", weights_only=True)
    module.load_state_dict(state["average"])
    return module.eval().requires_grad_(False)
