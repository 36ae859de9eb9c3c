#!/usr/bin/env bash
# The models of models/ answer their known inputs as TensorFlow Lite Micro did, byte for byte.
set -euo pipefail

otaml=$1 models=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

compared=0
for model in "$models"/*/*.tflite; do
  for input in "${model%.tflite}".*.in.bin; do
    "$otaml" run "$model" --input "$input" --output "$scratch/out" >/dev/null
    cmp "$scratch/out" "${input%.in.bin}.out.bin"
    compared=$((compared + 1))
  done
done
echo "$compared answers identical"
[ "$compared" -gt 0 ]
