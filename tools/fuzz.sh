#!/usr/bin/env bash
# Run every fuzz target for the given number of seconds, from its corpus in fuzz/corpus.
# New inputs go to build-fuzz/corpus, crashes to build-fuzz/crash-TARGET-*.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?usage: tools/fuzz.sh SECONDS}
command -v clang >/dev/null || {
  echo "fuzz: no clang; run ./setup.sh all" >&2
  exit 1
}

CC=clang cmake -S . -B build-fuzz -DOTAML_FUZZ=ON >/dev/null
cmake --build build-fuzz -j"$(nproc)" >/dev/null
for source in fuzz/fuzz_*.c; do
  target=$(basename "$source" .c)
  name=${target#fuzz_}
  mkdir -p "build-fuzz/corpus/$name"
  echo "fuzz: $name for $seconds s"
  "build-fuzz/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 \
    -print_final_stats=1 -artifact_prefix="build-fuzz/crash-$name-" \
    "build-fuzz/corpus/$name" "fuzz/corpus/$name" 2>&1 |
    grep -E 'number_of_executed_units|ERROR|SUMMARY|Test unit written'
done
