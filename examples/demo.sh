#!/usr/bin/env bash
# Dresses three sample people with the embedded model and prints the path of a contact sheet: person, garment, mask,
# result. On a fresh machine it installs what is missing and builds first.
#
#     bash examples/demo.sh [OUTPUT_FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
output=${1:-build/demo}
program=build/release/bin/catvton
python=.venv/bin/python

bash cmake/setup.sh # quick when nothing is missing
[[ -f build/release/CMakeCache.txt ]] || cmake --preset release
cmake --build --preset release --target catvton_cli

mkdir -p "$output"
try_on() { # NUMBER CLOTH_TYPE
    "$program" tryon --model mini --person "examples/data/person-$1.png" --cloth "examples/data/cloth-$1.png" \
        --cloth-type "$2" --save-intermediates "$output/$1" --output "$output/$1/result.png"
}
mkdir -p "$output"/{1,2,3}
try_on 1 upper
try_on 2 lower
try_on 3 overall
"$python" examples/contact_sheet.py "$output" --output "$output/contact-sheet.png"
echo "$output/contact-sheet.png"
