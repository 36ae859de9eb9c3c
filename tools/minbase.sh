#!/usr/bin/env bash
# Try the README's two commands as a new user would: a fresh minimal Debian 12, without even make,
# a clean clone of the committed tree, nothing else. As root; takes some minutes.
#
#   tools/minbase.sh          both commands, each in a fresh system of its own
#   KEEP=1 tools/minbase.sh   leave the systems there to look at
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || {
  echo "minbase: chroot needs root" >&2
  exit 1
}
command -v debootstrap >/dev/null || {
  echo "minbase: no debootstrap; apt-get install debootstrap" >&2
  exit 1
}

base=$(mktemp -d /var/tmp/otaml-minbase-XXXXXX)
clean_up() {
  # What the trial started may take a moment to end; never remove what is still mounted.
  for _ in $(seq 20); do
    mountpoint -q "$base/trial/proc" || break
    umount "$base/trial/proc" 2>/dev/null || sleep 0.5
  done
  if [ -n "${KEEP:-}" ]; then
    echo "minbase: left in $base"
  else
    rm -rf --one-file-system "$base"
  fi
}
trap clean_up EXIT

# The machine's own mirror, in either form of a source list.
mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
  sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\?\(http[^ ]*\).*/\2/p' |
  sed -n 1p || true)
debootstrap --variant=minbase bookworm "$base/pristine" ${mirror:+"$mirror"} \
  >"$base/debootstrap.log" 2>&1 || {
  tail "$base/debootstrap.log" >&2
  exit 1
}
cp -a /etc/apt/. "$base/pristine/etc/apt/"
git clone -q . "$base/pristine/home/otaml"

clean_trial() {
  if mountpoint -q "$base/trial/proc"; then
    umount "$base/trial/proc"
  fi
  rm -rf --one-file-system "$base/trial"
}

try() {
  local root=$base/trial status=0
  clean_trial
  cp -a "$base/pristine" "$root"
  mount -t proc proc "$root/proc"
  echo "minbase: ./setup.sh && make $1"
  # Nothing of this machine's environment: its settings would name files that are not there.
  env -i HOME=/home/otaml PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" \
    sh -c "cd /home/otaml && ./setup.sh && make $1" >"$base/$1.log" 2>&1 || status=$?
  tail -n 30 "$base/$1.log"
  if [ "$status" -ne 0 ]; then
    mkdir -p build
    cp "$base/$1.log" "build/minbase-$1.log"
    echo "minbase: make $1 FAILED with status $status; see build/minbase-$1.log" >&2
    exit 1
  fi
}

try demo
try test
echo "minbase: both commands passed"
