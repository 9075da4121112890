"""A tiny whole model under the published names, served by the fake hub: attention, masker, UNet and VAE."""
import json
import sys
from pathlib import Path

from fake_hub import File, Repository, sha256

TESTS = Path(__file__).resolve().parent.parent
MINI = TESTS.parent / "libcatvton/models/mini"
COMMITS = {"zhengchong/CatVTON": "a" * 40, "booksforcharlie/stable-diffusion-inpainting": "b" * 40,
           "stabilityai/sd-vae-ft-mse": "c" * 40}
# The small model's networks that find the mask, by the published files' names.
MASKER = {"SCHP/exp-schp-201908301523-atr.pth": "atr.safetensors", "SCHP/atr.json": "atr.json",
          "SCHP/exp-schp-201908261155-lip.pth": "lip.safetensors", "SCHP/lip.json": "lip.json",
          "DensePose/model_final_162be9.pkl": "densepose.safetensors", "DensePose/config.json": "densepose.json"}
LEFT_OUT = ("vitonhd-16k-512", "dresscode-16k-512", "vae/")


def write_checkpoint(folder):
    sys.path[:0] = [str(TESTS), str(TESTS / "e2e")]
    from checkpoints import write_checkpoint as write
    return write(folder)


def serve(hub, folder, manifest):
    """Puts the checkpoint folder's repositories on the hub and their manifest into the file `manifest`."""
    described = []
    for name, commit in COMMITS.items():
        root = folder / name
        files = {str(p.relative_to(root)): File(p.read_bytes(), lfs=p.suffix != ".json")
                 for p in sorted(root.rglob("*")) if p.is_file()}
        if name == "zhengchong/CatVTON":
            files |= {path: File((MINI / own).read_bytes(), lfs=own.endswith("s")) for path, own in MASKER.items()}
        hub.repositories[name] = Repository(commit, files, {"main": commit})
        listed = [{"path": path, "size": len(f.data), **({"sha256": sha256(f.data)} if f.lfs else {})}
                  for path, f in files.items() if not path.startswith(LEFT_OUT)]
        described.append({"repository": name, "revision": commit, "license": "Licence of " + name, "files": listed})
    manifest.write_text(json.dumps({"sets": [{"name": "catvton", "repositories": described}]}))
    return described
