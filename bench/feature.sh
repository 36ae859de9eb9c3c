#!/usr/bin/env bash
# Instructions of one column of audio features (otaml/audio_features.h) on emulated
# microcontrollers, counted in QEMU; compiled at -O2. Status 1 where the features are not those of
# tests/feature/noise.features, which Python computed.
#
#   bench/feature.sh [m0plus|m3|m4|m7|m55]...      m0plus and m4 where none is named
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- m0plus m4
expected=$(od -An -v -w1 -tu1 tests/feature/noise.features |
  awk '{ sum = (sum * 31 + $1) % 4294967296 } END { printf "%.0f", sum }')
failures=0
for core in "$@"; do
  case "$core" in
    m0plus) mcu=cortex-m0plus board=mps2-an385 ;;
    m3) mcu=cortex-m3 board=mps2-an385 ;;
    m4) mcu=cortex-m4 board=mps2-an386 ;;
    m7) mcu=cortex-m7 board=mps2-an500 ;;
    m55) mcu=cortex-m55 board=mps3-an547 ;;
    *)
      echo "feature: no core $core; there are m0plus, m3, m4, m7, m55" >&2
      exit 2
      ;;
  esac
  mkdir -p build-mcu
  log=build-mcu/$core.feature.log
  { cmake -S . -B "build-mcu/$core" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$mcu" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DOTAML_BENCH=ON &&
    cmake --build "build-mcu/$core" -j"${JOBS:-$(nproc)}" --target feature_mcu; } >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    exit 1
  }
  report=$(timeout 600 qemu-system-arm -M "$board" -nographic -monitor none -serial none \
    -icount shift=0 -semihosting-config enable=on,target=native \
    -kernel "build-mcu/$core/bench/feature/feature_mcu" </dev/null 2>&1)
  printf '%s\n' "$report" | sed "s/^/$core  /"
  [ "$(printf '%s\n' "$report" | sed -n 's/^sum of all features *//p')" = "$expected" ] || {
    echo "feature: other features on $core than in Python" >&2
    failures=$((failures + 1))
  }
done
[ "$failures" -eq 0 ]
