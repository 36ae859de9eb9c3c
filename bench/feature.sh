#!/usr/bin/env bash
# Instructions of the feature front ends on emulated microcontrollers, counted in QEMU; compiled at
# -O2: a column of features of sound (otaml/audio_features.h), and a recording of a vibration
# (otaml/spectrum.h). Status 1 where the features are not those that Python computed.
#
#   bench/feature.sh [m0plus|m3|m4|m7|m55]...      m0plus and m4 where none is named
set -euo pipefail
cd "$(dirname "$0")/.."

# Of the features' bytes: sum = sum * 31 + byte, modulo 2^32.
sum_of() {
  od -An -v -w1 -tu1 "$1" | awk '{ sum = (sum * 31 + $1) % 4294967296 } END { printf "%.0f", sum }'
}
declare -A expected=(
  [feature]=$(sum_of tests/feature/noise.features)
  [spectrum]=1600722787 # models/anomaly/spectrum.py's of the same noise
)

set_board() { # core: sets mcu and board
  case "$1" in
    m0plus) mcu=cortex-m0plus board=mps2-an385 ;;
    m3) mcu=cortex-m3 board=mps2-an385 ;;
    m4) mcu=cortex-m4 board=mps2-an386 ;;
    m7) mcu=cortex-m7 board=mps2-an500 ;;
    m55) mcu=cortex-m55 board=mps3-an547 ;;
    *)
      echo "feature: no core $1; there are m0plus, m3, m4, m7, m55" >&2
      exit 2
      ;;
  esac
}

build() { # core
  local log=build-mcu/$1.feature.log
  mkdir -p build-mcu
  { cmake -S . -B "build-mcu/$1" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$mcu" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DOTAML_BENCH=ON &&
    cmake --build "build-mcu/$1" -j"${JOBS:-$(nproc)}" --target feature_mcu spectrum_mcu; } \
    >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    exit 1
  }
}

failures=0
run() { # core, front end
  local report
  report=$(timeout 600 qemu-system-arm -M "$board" -nographic -monitor none -serial none \
    -icount shift=0 -semihosting-config enable=on,target=native \
    -kernel "build-mcu/$1/bench/$2/${2}_mcu" </dev/null 2>&1)
  printf '%s\n' "$report" | sed "s/^/$1  /"
  [ "$(printf '%s\n' "$report" | sed -n 's/^sum of all features *//p')" = "${expected[$2]}" ] || {
    echo "feature: other features of $2 on $1 than in Python" >&2
    failures=$((failures + 1))
  }
}

[ $# -gt 0 ] || set -- m0plus m4
for core in "$@"; do
  set_board "$core"
  build "$core"
  for front_end in feature spectrum; do
    run "$core" "$front_end"
  done
done
[ "$failures" -eq 0 ]
