"""CatVTON on diffusers with formula weights at full size, and the same work by bench_diffusion."""
import json
import subprocess
import sys
import time
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))
from support import formula  # noqa: E402

GUIDANCE_SCALE = 2.5


class SkipAttention(torch.nn.Module):
    """What CatVTON puts in the place of the cross-attention."""

    def __call__(self, attn, hidden_states, *args, **kwargs):
        return hidden_states


def config(name):
    return json.loads((TESTS / f"data/configs/{name}.json").read_text())


def with_formula_weights(kind, name):
    with torch.device("meta"):
        module = kind.from_config(config(name))
    state = {n: torch.from_numpy(formula.values(n, tuple(t.shape))) for n, t in module.state_dict().items()}
    module = module.to_empty(device="cpu").eval()
    module.load_state_dict(state, assign=True)
    return module


class Reference:
    """Each method does one piece of work and returns its seconds."""

    def __init__(self, width, height):
        self.unet = with_formula_weights(UNet2DConditionModel, "full/unet")
        processors = {n: SkipAttention() if "attn2" in n else p for n, p in self.unet.attn_processors.items()}
        self.unet.set_attn_processor(processors)
        self.vae = with_formula_weights(AutoencoderKL, "full/vae")
        self.scheduler = DDIMScheduler.from_config(config("scheduler"))
        self.sample = torch.randn(2, 9, 2 * height // 8, width // 8)
        self.latent = torch.randn(1, 4, height // 8, width // 8)
        self.picture = torch.rand(1, 3, height, width) * 2 - 1
        self.mask = torch.ones(1, 1, height, width).tril()

    def run(self, work):
        name, *arguments = work.split()
        start = time.perf_counter()
        with torch.inference_mode():
            getattr(self, name)(*map(int, arguments))
        return time.perf_counter() - start

    def predict(self, sample, timestep):
        return self.unet(sample, timestep, encoder_hidden_states=None).sample

    def unet_step(self):
        return self.predict(self.sample, 501)

    def encode(self):
        return self.vae.encode(self.picture).latent_dist.sample() * self.vae.config.scaling_factor

    def decode(self):
        return self.vae.decode(self.latent).sample

    def tryon(self, steps):
        """CatVTON's loop: person over cloth, guidance against an empty cloth, DDIM with eta 1."""
        person = self.vae.encode(self.picture * (self.mask < 0.5)).latent_dist.sample()
        cloth = self.vae.encode(self.picture).latent_dist.sample()
        scale = self.vae.config.scaling_factor
        given = torch.cat([torch.cat([person, torch.zeros_like(cloth)], 2), torch.cat([person, cloth], 2)]) * scale
        mask = torch.nn.functional.interpolate(self.mask, size=person.shape[-2:])
        mask = torch.cat([mask, torch.zeros_like(mask)], 2).repeat(2, 1, 1, 1)
        latents = torch.randn_like(given[:1])
        self.scheduler.set_timesteps(steps)
        for timestep in self.scheduler.timesteps:
            noise = self.predict(torch.cat([latents.repeat(2, 1, 1, 1), mask, given], 1), timestep)
            without, with_cloth = noise.chunk(2)
            noise = without + GUIDANCE_SCALE * (with_cloth - without)
            latents = self.scheduler.step(noise, timestep, latents, eta=1.0).prev_sample
        return self.vae.decode(latents.chunk(2, 2)[0] / scale).sample


class Ours:
    """The same work by the program bench_diffusion."""

    def __init__(self, program, width, height, threads):
        self.process = subprocess.Popen([program, *map(str, (width, height, threads))],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline().strip() == "ready"

    def run(self, work):
        self.process.stdin.write(work + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
