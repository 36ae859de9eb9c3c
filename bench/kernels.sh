#!/usr/bin/env bash
# The inner loops of each core's build (core/infer/arch) against a plain reference, on QEMU's boards:
# the check that tests/infer/test_kernels makes of the host's. Status 1 where one gives a wrong
# answer, which is printed with its kernel and round.
#
#   bench/kernels.sh [m0plus|m3|m4|m55]...
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- m0plus m3 m4 m55
failures=0
for core in "$@"; do
  case "$core" in
    m0plus) mcu=cortex-m0plus board=mps2-an385 ;;
    m3) mcu=cortex-m3 board=mps2-an385 ;;
    m4) mcu=cortex-m4 board=mps2-an386 ;;
    m55) mcu=cortex-m55 board=mps3-an547 ;;
    *)
      echo "kernels: no core $core; there are m0plus, m3, m4, m55" >&2
      exit 2
      ;;
  esac
  mkdir -p build-mcu
  log=build-mcu/$core.kernels.log
  { cmake -S . -B "build-mcu/$core" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$mcu" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DOTAML_BENCH=ON &&
    cmake --build "build-mcu/$core" -j"${JOBS:-$(nproc)}" --target kernels_mcu; } >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    exit 1
  }
  if timeout 600 qemu-system-arm -M "$board" -nographic -monitor none -serial none \
    -semihosting-config enable=on,target=native \
    -kernel "build-mcu/$core/bench/kernels/kernels_mcu" </dev/null; then
    echo "$core: as the reference"
  else
    echo "$core: wrong"
    failures=$((failures + 1))
  fi
done
[ "$failures" -eq 0 ]
