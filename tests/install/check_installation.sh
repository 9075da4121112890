#!/usr/bin/env bash
# check_installation.sh BUILD MODELS WORK: installs BUILD, moves the prefix elsewhere, builds programs against it with
# CMake and with pkg-config, in an environment that knows nothing else, and runs a try-on with each and with the
# installed program. MODELS is the folder that write_models wrote. All pictures must be equal.
set -euo pipefail
build=$(realpath "$1")
models=$(realpath "$2")
work=$3
source=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

fail() {
    echo "$*" >&2
    exit 1
}

# refuse_match REASON ARGUMENT...: grep with these arguments must find nothing, and must have been able to look: a file
# that is not there is no proof.
refuse_match() {
    local reason=$1 status=0
    shift
    grep "$@" || status=$?
    [[ $status -eq 1 ]] || fail "$reason"
}

# No variable of the developer's leads to a library or a package.
clean() { env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$work" "$@"; }

rm -rf "$work"
mkdir -p "$work"
work=$(realpath "$work")
cmake --install "$build" --prefix "$work/first" >"$work/install.log"
prefix=$work/moved
mv "$work/first" "$prefix"

# Nothing in the package names the place it was installed to, the sources, or a dependency.
package=("$prefix"/lib*/cmake "$prefix"/lib*/pkgconfig)
dependencies='torch|c10|opencv|eigen|curl|json|boost|cli11|jpeg|webp|libpng|highway'
refuse_match "the package files name a path" -rnF -e "$work" -e "$build" -e "$(dirname "$(dirname "$source")")" "${package[@]}"
refuse_match "the package files name a dependency" -rniE "$dependencies" "${package[@]}"

# What is read as a whole: grep -q in a pipe ends at its first match, and pipefail would report that the writer could not
# go on.
for library in "$prefix"/lib*/libcatvton.so "$prefix"/lib*/libcatvton_c.so; do
    headers=$(objdump -p "$library")
    grep -qE "^ *SONAME +$(basename "$library")\.[0-9]+$" <<<"$headers" || fail "$library has no SONAME"
    refuse_match "$library looks for libraries in the build folder" -E "R(UN)?PATH.*$build" <<<"$headers"
    symbols=$(nm -D -C --defined-only "$library")
    refuse_match "$library exports what is not its own" \
        -vE ' (catvton_|catvton::|CATVTON_|(typeinfo|typeinfo name|vtable) for catvton::)' <<<"$symbols"
done
# `train` made the models; it is no part of the library.
[[ ! -e $prefix/share/catvton/models/mini/train ]] || fail "the training scripts were installed"

# Every header stands alone, with nothing but the prefix.
for header in "$prefix"/include/catvton/*; do
    name=catvton/${header##*/}
    languages=(c++20)
    if [[ $header == *.h ]]; then languages=(c++17 c99); fi
    for language in "${languages[@]}"; do
        clean cc -x "${language%%[0-9]*}" -std="$language" -Wall -Wextra -pedantic -Werror -fsyntax-only -I "$prefix/include" - \
            <<<"#include <$name>" || fail "$name does not stand alone in $language"
    done
done

arguments=("$models/tiny.safetensors" "$models/person.png" "$models/cloth.png" "$models/mask.png")

clean cmake -S "$source" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >"$work/configure.log"
clean cmake --build "$work/consumer" --verbose >"$work/build.log"
grep -qF "$prefix/lib" "$work/build.log" || fail "$work/build.log does not show how the consumers were linked"
refuse_match "a dependency leaks into the consumer's commands" -niE "$dependencies" \
    <<<"$(sed -e "s|$work||g" -e 's/compile_commands\.json//g' "$work/consumer/compile_commands.json" "$work/build.log")"
for program in tryon_cpp tryon_c; do
    clean "$work/consumer/$program" "${arguments[@]}" "$work/$program.png"
done

pkg_config=$(dirname "$prefix"/lib*/pkgconfig/catvton-c.pc)
clean bash -euo pipefail -c '
    export PKG_CONFIG_LIBDIR=$1
    pkg-config --print-errors --exists catvton catvton-c
    cc -std=c99 -Wall -Wextra -pedantic -Werror $(pkg-config --cflags catvton-c) "$2/tryon.c" -o "$3/tryon_pkg" \
        $(pkg-config --libs catvton-c) -Wl,-rpath,"$(pkg-config --variable=libdir catvton-c)"
    c++ -std=c++20 -Wall -Wextra -pedantic -Werror $(pkg-config --cflags catvton) "$2/tryon.cpp" -o "$3/tryon_pkg_cpp" \
        $(pkg-config --libs catvton) -Wl,-rpath,"$(pkg-config --variable=libdir catvton)"
    ' build "$pkg_config" "$source" "$work"
for program in tryon_pkg tryon_pkg_cpp; do
    clean "$work/$program" "${arguments[@]}" "$work/$program.png"
done

pictures=("$work"/tryon_*.png)
[[ ${#pictures[@]} -eq 4 ]] || fail "the four programs wrote ${#pictures[@]} pictures"
if [[ -x $prefix/bin/catvton ]]; then
    clean "$prefix/bin/catvton" tryon --model "${arguments[0]}" --person "${arguments[1]}" --cloth "${arguments[2]}" \
        --mask "${arguments[3]}" --width 64 --height 96 --num-inference-steps 2 --device cpu --quiet \
        --output "$work/program.png"
    pictures+=("$work/program.png")
fi
if [[ -x $prefix/bin/catvton-server ]]; then
    clean "$prefix/bin/catvton-server" --help >"$work/server.log" || fail "catvton-server does not start"
fi
for picture in "${pictures[@]}"; do
    cmp "${pictures[0]}" "$picture" || fail "$picture differs from ${pictures[0]}"
done
echo "${#pictures[@]} equal pictures"

# The embedded model comes from the moved prefix, and from nowhere else.
clean "$work/consumer/tryon_c" mini "${arguments[@]:1}" "$work/mini_c.png"
clean "$work/consumer/tryon_cpp" mini "${arguments[@]:1}" "$work/mini_cpp.png"
cmp "$work/mini_c.png" "$work/mini_cpp.png" || fail "the embedded model gives two pictures"
if cmp --silent "$work/mini_c.png" "${pictures[0]}"; then fail "the embedded model was not used"; fi
mv "$prefix/share/catvton/models/mini" "$work/away"
if clean "$work/consumer/tryon_c" mini "${arguments[@]:1}" "$work/none.png" 2>"$work/none.log"; then
    fail "a model that is not installed was found"
fi
grep -qF "$prefix/share/catvton/models/mini" "$work/none.log" || fail "$(<"$work/none.log")"
mv "$work/away" "$prefix/share/catvton/models/mini"
