#!/usr/bin/env bash
# The SD card driver against QEMU's SD card, of 256 MB (byte addresses) and of 8 GB (block
# addresses): what it reads and writes is compared with the image file. Status 1 where it differs.
set -euo pipefail
cd "$(dirname "$0")/../../.."

for tool in arm-none-eabi-gcc qemu-system-arm; do
  command -v "$tool" >/dev/null || {
    echo "card: no $tool; run ./setup.sh all" >&2
    exit 1
  }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

arm-none-eabi-gcc -std=c99 -Os -mcpu=cortex-m3 -mthumb -Wall -Wextra -Werror -ffreestanding \
  -Iinclude -Icore/base -nostartfiles -T tests/media/qemu/card_mcu.ld \
  tests/media/qemu/card_mcu.c device/media/sdcard*.c -o "$dir/card.elf"
head -c 8192 /dev/urandom >"$dir/want"
for size in 256M 8G; do
  image=$dir/card.img
  truncate -s 0 "$image"
  truncate -s "$size" "$image"
  bytes=$(stat -c %s "$image")
  dd if="$dir/want" of="$image" bs=512 seek=$((bytes / 512 - 16)) conv=notrunc status=none
  timeout 60 qemu-system-arm -M lm3s6965evb -kernel "$dir/card.elf" -display none -monitor none \
    -serial null -semihosting-config enable=on,target=native \
    -drive if=sd,format=raw,file="$image" </dev/null 2>"$dir/log" || {
    cat "$dir/log" >&2
    echo "SD card of $size: wrong" >&2
    exit 1
  }
  cmp -n 8192 "$dir/want" "$image" 0 $((3 * 512))
  cmp -n 512 "$dir/want" "$image" 0 $((100 * 512))
  echo "SD card of $size: as QEMU's"
done
