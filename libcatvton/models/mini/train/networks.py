"""The diffusion half of the small model, as diffusers builds it."""

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor2_0

VAE = dict(
    in_channels=3,
    out_channels=3,
    down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4,
    block_out_channels=(32, 64, 96, 96),
    layers_per_block=1,
    latent_channels=8,
    norm_num_groups=8,
    sample_size=256,
)


def make_vae(**changes):
    return AutoencoderKL(**VAE | changes)


UNET = dict(
    sample_size=32,
    in_channels=17,
    out_channels=8,
    block_out_channels=(48, 96, 128, 96),
    layers_per_block=1,
    norm_num_groups=16,
    attention_head_dim=(1, 2, 2, 2),
    cross_attention_dim=8,
    down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
    up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
)
SCHEDULER = dict(
    num_train_timesteps=1000,
    beta_start=0.00085,
    beta_end=0.012,
    beta_schedule="scaled_linear",
    clip_sample=False,
    set_alpha_to_one=False,
    steps_offset=1,
    prediction_type="v_prediction",
)


class NoCrossAttention(torch.nn.Module):
    """Stands where cross-attention was: the block then adds its normalised input, as in CatVTON."""

    def __call__(self, attention, hidden_states, *args, **kwargs):
        return hidden_states


def make_unet(**changes):
    unet = UNet2DConditionModel(**UNET | changes)
    unet.set_attn_processor(
        {name: NoCrossAttention() if ".attn2." in name else AttnProcessor2_0() for name in unet.attn_processors}
    )
    for name, parameter in unet.named_parameters():
        if ".attn2." in name:
            parameter.requires_grad_(False)
    return unet


def run_unet(unet, x, t):
    return unet(x, t, encoder_hidden_states=None, return_dict=False)[0]


def make_scheduler():
    return DDIMScheduler(**SCHEDULER)
