#!/usr/bin/env bash
# Cross-compile core/ and device/ for six cores, as C99, freestanding, warnings as errors and no
# stack frame over 512 bytes, and print text, data and bss of each room.
set -euo pipefail
cd "$(dirname "$0")/.."

cores=(cortex-m0plus cortex-m3 cortex-m4 cortex-m7 cortex-m55 rv32imc)
for tool in arm-none-eabi-gcc riscv64-unknown-elf-gcc; do
  command -v "$tool" >/dev/null || {
    echo "size: no $tool; run ./setup.sh all" >&2
    exit 1
  }
done

printf '%-14s %-8s %8s %8s %8s\n' core room text data bss
for core in "${cores[@]}"; do
  build=build-size/$core
  log=$build.log
  mkdir -p build-size
  if ! { cmake -S . -B "$build" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$core" \
    -DCMAKE_BUILD_TYPE=MinSizeRel && cmake --build "$build" -j"$(nproc)"; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "size: the build for $core failed" >&2
    exit 1
  fi
  size=arm-none-eabi-size
  [ "$core" = rv32imc ] && size=riscv64-unknown-elf-size
  for room in base model infer trust media store net agent; do
    find "$build" -path "*room_$room.dir*" -name '*.obj' -o -path "*room_$room.dir*" -name '*.o' |
      sort | xargs -r "$size" -t | awk -v core="$core" -v room="$room" '
        /TOTALS/ { printf "%-14s %-8s %8d %8d %8d\n", core, room, $1, $2, $3 }'
  done | awk '{ print; text += $3; data += $4; bss += $5; core = $1 }
      END { printf "%-14s %-8s %8d %8d %8d\n", core, "all", text, data, bss }'
done
echo "mbedTLS, libc and libgcc are not counted."
