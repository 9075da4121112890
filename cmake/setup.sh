#!/usr/bin/env bash
# Installs what a fresh Debian 12 lacks to build and test libcatvton: Debian packages, in .venv the Python tools
# and LibTorch (the CPU or CUDA build that the package index serves as torch==2.13.0), in .cache the Kotlin compiler.
# Safe to run again: what is there already is left alone. With Torch_DIR set, that LibTorch is used instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(
    build-essential cmake ninja-build ccache pkg-config git
    clang clang-format clang-tidy
    python3 python3-dev python3-venv
    libjpeg-dev libpng-dev libwebp-dev zlib1g-dev libcurl4-openssl-dev libssl-dev
    nlohmann-json3-dev libcli11-dev doctest-dev libboost-dev
    chromium chromium-driver
    openjdk-17-jre-headless libjna-java
)
python_tools=(
    numpy==2.4.6 pillow==10.3.0 pytest==9.2.0 safetensors==0.8.0 selenium==4.51.0
    pybind11==3.1.0 scikit-build-core==1.1.2 pybind11-stubgen==3.0.0 mypy==2.4.1 tqdm==4.70.1
    types-tqdm==4.70.0.20261106 "ray[data]==2.60.0" tree-sitter==0.26.1 tree-sitter-swift==0.7.4 huggingface_hub==2.4.0
)
kotlin_compiler=kotlin-compiler@2.4.20
# Debian's npm is large; one that is there already will do.
command -v npm >/dev/null || packages+=(npm)

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
    as_root=()
    if ((EUID != 0)); then as_root=(sudo); fi
    "${as_root[@]}" apt-get update -q
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

[[ -x .venv/bin/python ]] || python3 -m venv .venv
stamp=.venv/installed
wanted="${python_tools[*]} ${Torch_DIR:-torch==2.13.0}"
if [[ ! -f $stamp || "$(<"$stamp")" != "$wanted" ]]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "${python_tools[@]}"
    # The exact version: a newer build would bring gigabytes of another CUDA.
    if [[ -z ${Torch_DIR:-} ]]; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
    fi
    printf '%s' "$wanted" >"$stamp"
fi

# Kotlin's compiler, for the tests of bindings/kotlin.
stamp=.cache/kotlin/installed
if [[ ! -f $stamp || "$(<"$stamp")" != "$kotlin_compiler" ]]; then
    mkdir -p .cache/kotlin
    npm install --loglevel error --no-audit --no-fund --no-save --ignore-scripts --prefix .cache/kotlin "$kotlin_compiler"
    printf '%s' "$kotlin_compiler" >"$stamp"
fi
