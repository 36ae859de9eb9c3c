#!/usr/bin/env bash
# The RAM that the cards and the examples' page tell of is what `otaml inspect` computes.
#
#   tests/models/cards.sh OTAML
set -euo pipefail
otaml=$(realpath "$1")
cd "$(dirname "$0")/../.."
failed=0

# has FILE TEXT
has() {
  if ! grep -qF "$2" "$1"; then
    echo "cards: $1 does not say '$2'" >&2
    failed=1
  fi
}

for task in digits gestures keywords anomaly; do
  for model in models/"$task"/"$task"_v[12].tflite; do
    arena=$("$otaml" inspect "$model" --json | jq .arena_bytes)
    streamed=$("$otaml" inspect "$model" | awk '$1 == "stream" { print $2 }')
    has "models/$task/README.md" \
      "Arena of both versions: $arena bytes in place; streamed, $streamed bytes"
  done
  has examples/README.md "$arena ($task)"
done
exit "$failed"
