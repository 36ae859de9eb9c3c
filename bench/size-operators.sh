#!/usr/bin/env bash
# What the interpreter adds to a firmware for a Cortex-M4 at -Os, libgcc and libm counted: a program
# that runs a model less one that does nothing, with no operators and with the thirteen on int8 of
# bench/size/operators_int8.h; memcpy and its like of the C library are in it too. Linked twice: as
# it is, and with link-time optimization (-flto), as a firmware that counts its bytes is. Status 1
# where either is over its bound.
#
# For comparison, TensorFlow Lite Micro: no operators 10.8 KB; these thirteen 51.2 KB with its
# reference kernels, 61.3 KB with CMSIS-NN's.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v arm-none-eabi-gcc >/dev/null || {
  echo "size-operators: no arm-none-eabi-gcc; run ./setup.sh all" >&2
  exit 1
}

build() { # folder, whether with link-time optimization
  local log=$1/build.log
  mkdir -p "$1"
  { cmake -S . -B "$1" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU=cortex-m4 \
    -DCMAKE_BUILD_TYPE=MinSizeRel -DCMAKE_INTERPROCEDURAL_OPTIMIZATION="$2" -DOTAML_BENCH=ON &&
    cmake --build "$1" -j"${JOBS:-$(nproc)}" --target size_empty size_none size_int8; } \
    >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    echo "size-operators: the build failed; all of it is in $log" >&2
    exit 1
  }
}

text_of() { # program: bytes of code and data
  arm-none-eabi-size "$1" | awk 'NR == 2 { print $1 + $2 }'
}

failed=
show() { # folder, program, what it has, its bound
  local added verdict="ok"
  added=$(($(text_of "$1/bench/size/size_$2") - $(text_of "$1/bench/size/size_empty")))
  [ "$added" -le "$4" ] || verdict="over" failed=1
  verdict="  (at most $4: $verdict)"
  printf '%-20s %6d%s\n' "$3" "$added" "$verdict"
}

plain='build-size-operators'
linked='build-size-operators-lto'
build "$plain" OFF
build "$linked" ON

echo "$(arm-none-eabi-gcc --version | head -n 1), Cortex-M4; text with constants, bytes"
for folder in "$plain" "$linked"; do
  [ "$folder" = "$plain" ] && echo '-Os:' || echo '-Os -flto:'
  show "$folder" none 'no operators' $((5 * 1024))
  show "$folder" int8 '13 operators, int8' $((25 * 1024))
done
[ -z "$failed" ] || {
  echo "size-operators: over a bound" >&2
  exit 1
}
