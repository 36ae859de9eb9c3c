#!/usr/bin/env bash
# Cross-compile core/, device/ and the portable part of examples/ for six cores, as C99, freestanding,
# warnings as errors and no stack frame over 512 bytes, and print text, data and bss of each room;
# then text and RAM of each kind of store. Status 1 where a store is over its bounds.
set -euo pipefail
cd "$(dirname "$0")/.."

cores=(cortex-m0plus cortex-m3 cortex-m4 cortex-m7 cortex-m55 rv32imc)
for tool in arm-none-eabi-gcc riscv64-unknown-elf-gcc; do
  command -v "$tool" >/dev/null || {
    echo "size: no $tool; run ./setup.sh all" >&2
    exit 1
  }
done

objects() { # build folder, room
  find "$1" -path "*room_$2.dir*" \( -name '*.obj' -o -name '*.o' \) | sort
}

printf '%-14s %-8s %8s %8s %8s\n' core room text data bss
for core in "${cores[@]}"; do
  build=build-size/$core
  log=$build.log
  mkdir -p build-size
  if ! { cmake -S . -B "$build" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$core" \
    -DCMAKE_BUILD_TYPE=MinSizeRel -DOTAML_BENCH=ON &&
    cmake --build "$build" -j"${JOBS:-$(nproc)}" --target otaml example_tasks size_store_ram; } \
    >"$log" 2>&1; then
    cat "$log" >&2
    echo "size: the build for $core failed" >&2
    exit 1
  fi
  size=arm-none-eabi-size
  [ "$core" = rv32imc ] && size=riscv64-unknown-elf-size
  for room in base model infer feature trust media store run net agent; do
    objects "$build" "$room" | xargs -r "$size" -t | awk -v core="$core" -v room="$room" '
        /TOTALS/ { printf "%-14s %-8s %8d %8d %8d\n", core, room, $1, $2, $3 }'
  done | awk '{ print; text += $3; data += $4; bss += $5; core = $1 }
      END { printf "%-14s %-8s %8d %8d %8d\n", core, "all", text, data, bss }'
done
echo "mbedTLS, libc and libgcc are not counted."

# What a firmware links of one store: its own files, without what only tools or factories call.
text_max=8192
ram_max=2048
failed=
echo
printf '%-14s %-8s %8s %8s   (at most %d and %d)\n' core store text RAM "$text_max" "$ram_max"
members() { # build folder, extended regular expression of names: text of these in the library
  arm-none-eabi-size "$1/libotaml.a" |
    awk -v names="^($2)[.]" '$6 ~ names && $6 !~ /_(files|format|seal)[.]/ { text += $1 } END { print text }'
}

for core in cortex-m0plus cortex-m4; do
  build=build-size/$core
  for kind in flash eefs spiffs fat vfs; do
    text=$(members "$build" "${kind}_[a-z]+")
    ram=$((16#$(find "$build" -name 'store_ram.c.o*' ! -name '*.d' -exec arm-none-eabi-nm -S {} + |
      awk -v name="ram_$kind" '$4 == name { print $2 }')))
    verdict=ok
    [ "$text" -le "$text_max" ] && [ "$ram" -le "$ram_max" ] || verdict=over failed=1
    printf '%-14s %-8s %8d %8d   %s\n' "$core" "$kind" "$text" "$ram" "$verdict"
  done
  printf '%-14s %-8s %8d\n' "$core" common "$(members "$build" 'store|file_[a-z]+')"
done
echo "common: what the kinds share, of which the flash store takes a third. RAM: struct and"
echo "configuration, with FAT a sector too; the chunk buffer, of the caller's choice, comes to it."
[ -z "$failed" ] || {
  echo "size: a store is over its bounds" >&2
  exit 1
}
