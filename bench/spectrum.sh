#!/usr/bin/env bash
# Instructions of the vibration front end (otaml/spectrum.h) on emulated microcontrollers, counted
# in QEMU; compiled at -O2. Status 1 where the features are not those that Python computed.
#
#   bench/spectrum.sh [m0plus|m3|m4|m7|m55]...      m0plus and m4 where none is named
set -euo pipefail
cd "$(dirname "$0")/.."

# models/anomaly/spectrum.py's features of the same noise: sum = sum * 31 + byte, modulo 2^32
expected=1600722787

[ $# -gt 0 ] || set -- m0plus m4
failures=0
for core in "$@"; do
  case "$core" in
    m0plus) mcu=cortex-m0plus board=mps2-an385 ;;
    m3) mcu=cortex-m3 board=mps2-an385 ;;
    m4) mcu=cortex-m4 board=mps2-an386 ;;
    m7) mcu=cortex-m7 board=mps2-an500 ;;
    m55) mcu=cortex-m55 board=mps3-an547 ;;
    *)
      echo "spectrum: no core $core; there are m0plus, m3, m4, m7, m55" >&2
      exit 2
      ;;
  esac
  mkdir -p build-mcu
  log=build-mcu/$core.spectrum.log
  { cmake -S . -B "build-mcu/$core" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$mcu" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DOTAML_BENCH=ON &&
    cmake --build "build-mcu/$core" -j"${JOBS:-$(nproc)}" --target spectrum_mcu; } >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    exit 1
  }
  report=$(timeout 600 qemu-system-arm -M "$board" -nographic -monitor none -serial none \
    -icount shift=0 -semihosting-config enable=on,target=native \
    -kernel "build-mcu/$core/bench/spectrum/spectrum_mcu" </dev/null 2>&1)
  printf '%s\n' "$report" | sed "s/^/$core  /"
  [ "$(printf '%s\n' "$report" | sed -n 's/^sum of all features *//p')" = "$expected" ] || {
    echo "spectrum: other features on $core than in Python" >&2
    failures=$((failures + 1))
  }
done
exit $((failures > 0))
