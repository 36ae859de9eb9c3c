#!/usr/bin/env bash
# What the interpreter adds to a firmware for a Cortex-M4 at -Os, libgcc and libm counted: a program
# that runs a model less one that does nothing, with no operators and with the thirteen on int8 of
# bench/size/operators_int8.h. Status 1 where one is over its bound.
#
# For comparison, TensorFlow Lite Micro: no operators 10.8 KB; these thirteen 51.2 KB with its
# reference kernels, 61.3 KB with CMSIS-NN's.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v arm-none-eabi-gcc >/dev/null || {
  echo "size-operators: no arm-none-eabi-gcc; run ./setup.sh all" >&2
  exit 1
}
build='build-size-operators'
log=$build/build.log
mkdir -p "$build"
{ cmake -S . -B "$build" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU=cortex-m4 \
  -DCMAKE_BUILD_TYPE=MinSizeRel -DOTAML_BENCH=ON &&
  cmake --build "$build" -j"${JOBS:-$(nproc)}" --target size_empty size_none size_int8; } \
  >"$log" 2>&1 || {
  tail -n 30 "$log" >&2
  echo "size-operators: the build failed; all of it is in $log" >&2
  exit 1
}

echo "$(arm-none-eabi-gcc --version | head -n 1), Cortex-M4, -Os; text with constants, bytes"
arm-none-eabi-size "$build"/bench/size/size_{empty,none,int8} | awk '
  BEGIN { bound["none"] = 5 * 1024; bound["int8"] = 25 * 1024
          what["none"] = "no operators"; what["int8"] = "13 operators, int8" }
  NR == 1 { next }
  { name = $NF; sub(/.*size_/, "", name); text = $1 + $2 }
  name == "empty" { empty = text; next }
  { added = text - empty; over = added > bound[name]; failed = failed || over
    printf "%-20s %6d  (at most %d: %s)\n", what[name], added, bound[name], over ? "over" : "ok" }
  END { exit failed }' || {
  echo "size-operators: over a bound" >&2
  exit 1
}
