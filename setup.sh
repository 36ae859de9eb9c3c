#!/usr/bin/env bash
# Install the Debian packages that are missing, and say which.
#
#   ./setup.sh          what building, running and testing need
#   ./setup.sh all      also the linters, clang and its sanitizers, the cross compilers, QEMU
#
# Idempotent: with nothing to do it takes a moment and changes nothing.
set -euo pipefail

build=(make cmake gcc libc6-dev pkg-config libmbedtls-dev libmicrohttpd-dev libgnutls28-dev
  libjansson-dev libsqlite3-dev libcurl4-gnutls-dev libsndfile1-dev)
test=(libcmocka-dev openssl curl jq dosfstools mtools)
lint=(clang clang-format clang-tidy libclang-rt-dev shellcheck git)
cross=(gcc-arm-none-eabi libnewlib-arm-none-eabi
  gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf)
emulators=(qemu-system-arm qemu-system-misc)

case "${1:-}" in
  '') wanted=("${build[@]}" "${test[@]}") ;;
  all) wanted=("${build[@]}" "${test[@]}" "${lint[@]}" "${cross[@]}"
    "${emulators[@]}") ;;
  *)
    echo "usage: ./setup.sh [all]" >&2
    exit 2
    ;;
esac

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${wanted[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: nothing to install"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "setup: run as root, or install sudo; missing: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
