#!/usr/bin/env bash
# Makes the model from nothing: draws the pairs, trains the five networks, writes the shipped files.
#
#     bash train_all.sh [WORK_FOLDER]
#
# Hours on a CPU. Every step resumes where it was stopped, so the same command goes on after an interruption.
# Needs torch, diffusers, safetensors, numpy and pillow (requirements.txt).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=${1:-work}
python=${PYTHON:-python3}
pairs=${PAIRS:-5000}

"$python" render.py "$work/pairs" 0 "$pairs"
"$python" train_vae.py "$work/pairs" "$work/run"
"$python" train_parser.py atr "$work/pairs" "$work/run"
"$python" train_parser.py lip "$work/pairs" "$work/run"
"$python" train_densepose.py "$work/pairs" "$work/run"
"$python" encode.py "$work/pairs" "$work/run" "$work/latents"
"$python" train_unet.py "$work/latents" "$work/run" --muon
"$python" train_decoder.py "$work/pairs" "$work/run"
"$python" export.py "$work/run" ..
"$python" evaluate_vae.py ../try_on.safetensors
echo "now: python evaluate.py path/to/catvton $work/evaluation"
