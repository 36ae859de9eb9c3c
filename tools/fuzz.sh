#!/usr/bin/env bash
# Run every fuzz target, or those named, for the given number of seconds each, from its corpus in
# fuzz/corpus. New inputs go to build-fuzz/corpus, crashes to build-fuzz/crash-TARGET-*.
# The targets on models begin with the tests' samples, our own models, and the small ones of
# OTAML_SHARED (default ../shared) where that is there. At the end: executions, covered
# edges, features and inputs of each; status 1 if one found something.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?usage: tools/fuzz.sh SECONDS [TARGET...]}
shift
command -v clang >/dev/null || {
  echo "fuzz: no clang; run ./setup.sh all" >&2
  exit 1
}
seed_bytes_max=65536 # larger models are slow and teach a fuzzer little

collect_seeds() {
  local shared=${OTAML_SHARED:-../shared} folder
  mkdir -p build-fuzz/seeds
  build-fuzz/fuzz/fuzz_seeds build-fuzz/seeds
  for folder in models "$shared/models" "$shared/zoo"; do
    [ ! -d "$folder" ] || find "$folder" -name '*.tflite' -size -"$seed_bytes_max"c \
      -exec cp -f {} build-fuzz/seeds/ \;
  done
}

CC=clang cmake -S . -B build-fuzz -DOTAML_FUZZ=ON >/dev/null
cmake --build build-fuzz -j"${JOBS:-$(nproc)}" >/dev/null
collect_seeds
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for source in fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    targets+=("${target#fuzz_}")
  done
fi

table=build-fuzz/table
printf '%-12s %12s %8s %9s %8s  %s\n' target executions edges features inputs result >"$table"
found=0
for name in "${targets[@]}"; do
  log=build-fuzz/$name.log
  mkdir -p "build-fuzz/corpus/$name"
  corpora=("build-fuzz/corpus/$name" "fuzz/corpus/$name")
  case $name in model | run) corpora+=(build-fuzz/seeds) ;; esac
  echo "fuzz: $name for $seconds s"
  result=clean
  if ! "build-fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 \
    -print_final_stats=1 -artifact_prefix="build-fuzz/crash-$name-" "${corpora[@]}" >"$log" 2>&1; then
    grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" || tail -5 "$log"
    result="see $log"
    found=1
  fi
  awk -v name="$name" -v result="$result" '
    / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1)
                                          if ($i == "ft:") ft = $(i + 1)
                                          if ($i == "corp:") corpus = $(i + 1) } }
    /^#[0-9]/ { runs = substr($1, 2) }
    /number_of_executed_units/ { runs = $2 }
    END { sub("/.*", "", corpus)
          printf "%-12s %12d %8d %9d %8d  %s\n", name, runs, cov, ft, corpus, result }' \
    "$log" >>"$table"
done
cat "$table"
exit "$found"
