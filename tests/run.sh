#!/usr/bin/env bash
# Sets a fresh machine up, builds, and runs every test but bench and gpu. PRESET chooses the build (release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=${PRESET:-release}
# Idle OpenMP threads sleep: where the cores are shared, spinning ones take the time of those that work.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}

bash cmake/setup.sh
configure=()
if [[ -n ${Torch_DIR:-} ]]; then configure+=("-DTorch_DIR=$Torch_DIR"); fi
cmake --preset "$preset" "${configure[@]}"
cmake --build --preset "$preset"
ctest --preset "$preset"
