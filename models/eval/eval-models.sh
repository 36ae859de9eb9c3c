#!/usr/bin/env bash
# From raw signals to scores, without Python: the example programs make features of the test sets,
# `otaml run` answers, and what comes out is held against labels, against what models/eval/aims.tsv
# asks for and against what Python made of the same signals (test.expected).
#
#   models/eval/eval-models.sh [SETS]      SETS: a folder of other sets, by write_sets --all SETS
#
# BUILD=DIR: where otaml and examples/ are (build). Ends with 1 if anything is not as it has to be.
set -euo pipefail

sets=$(realpath "${1:-$(dirname "$0")/..}")
build=$(realpath "${BUILD:-$(dirname "$0")/../../build}")
cd "$(dirname "$0")/.."
most_points=0.01 # that the score may differ from Python's, which is none so far
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

complain() {
  echo "eval-models: $*" >&2
  failed=1
}

# put MODEL TASK: into a new memory unit, as the task's model.
put() {
  rm -f "$scratch/unit"
  "$build/otaml" store make --kind flash --size 2M "$scratch/unit"
  "$build/otaml" store write "$scratch/unit:flash" "$1" --name "$2"
}

# numbers FILE COUNT: int8, COUNT on a line.
numbers() {
  od -An -v -t d1 -w"$2" "$1"
}

# classes TASK LABELS, detector MODEL LABELS: the score, and of how many samples the example program
# says something else than otaml run.
classes() {
  paste "$2" <(cut -f3 "$scratch/answers") <(numbers "$scratch/out" "$(wc -l <"$1/labels.txt")") |
    awk -v names="$(paste -sd' ' "$1/labels.txt")" -f eval/accuracy.awk
}

detector() {
  local tensors count in_scale in_zero out_scale out_zero
  tensors=$("$build/otaml" inspect "$1" --json |
    jq -r '.inputs[0], .outputs[0] | .bytes, .scale, .zero_point')
  read -r count in_scale in_zero _ out_scale out_zero <<<"${tensors//$'\n'/ }"
  paste "$2" <(cut -f4 "$scratch/answers") <(numbers "$scratch/in" "$count") \
    <(numbers "$scratch/out" "$count") |
    awk -v in_scale="$in_scale" -v in_zero="$in_zero" -v out_scale="$out_scale" \
      -v out_zero="$out_zero" -f eval/auc.awk
}

# less A B: whether A < B, of two real numbers.
less() {
  awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'
}

# evaluate TASK MODEL SAMPLES DIGEST SCORE ASKED: a line of the table. DIGEST and SCORE: Python's;
# ASKED: the least score, or "-".
evaluate() {
  local task=$1 model=$1/$2.tflite name=$2 samples=$3 digest=$4 python=$5 asked=$6
  local signal score unlike points
  signal=$sets/$task/test.csv
  [ -f "$signal" ] || signal=$sets/$task/test.flac
  [ "$(sha256sum <"$model")" = "$(jq -r ".versions.$name.sha256" "$task/metrics.json")  -" ] ||
    complain "$name: the file is not the one that was measured"
  put "$model" "$task"
  "$build/examples/$task" --board teensy40 --unit "$scratch/unit" --inputs "$scratch/in" \
    "$signal" >"$scratch/answers"
  "$build/otaml" run "$model" --input "$scratch/in" --output "$scratch/out" >/dev/null
  if [ "$(wc -l <"$scratch/answers")" -ne "$samples" ]; then
    complain "$name: not $samples answers to $signal, but $(wc -l <"$scratch/answers")"
    return
  fi
  if [ "$task" = anomaly ]; then
    read -r score unlike < <(detector "$model" "$sets/$task/test.labels")
  else
    read -r score unlike < <(classes "$task" "$sets/$task/test.labels")
  fi
  points=$(awk -v a="$score" -v b="$python" 'BEGIN { printf "%.2f", 100 * (a - b) }')
  printf '%-12s %7d  %-8s %9.4f %9.4f %11s %6s\n' "$name" "$samples" \
    "$([ "$task" = anomaly ] && echo AUC || echo accuracy)" "$score" "$python" "$points" "$asked"

  [ "$(sha256sum <"$scratch/in")" = "$digest  -" ] ||
    complain "$name: the inputs that $task made of $signal are not those of Python"
  [ "$unlike" -eq 0 ] || complain "$name: $task and otaml run differ in $unlike answers"
  ! less "$most_points" "${points#-}" || complain "$name: $points points off Python's score"
  [ "$asked" = - ] || ! less "$score" "$asked" || complain "$name: $score is below $asked"
}

printf '%-12s %7s  %-8s %9s %9s %11s %6s\n' model samples score 'otaml run' Python \
  'difference' asked
for task in digits gestures keywords anomaly; do
  mapfile -t versions < <(tail -n +2 "$sets/$task/test.expected")
  [ ${#versions[@]} -gt 0 ] || complain "$task: no version in $sets/$task/test.expected"
  aim=$(awk -v task="$task" '$1 == task { print $2 }' eval/aims.tsv)
  for i in "${!versions[@]}"; do
    IFS=$'\t' read -r name samples digest python <<<"${versions[i]}"
    asked=-
    [ "$((i + 1))" -lt ${#versions[@]} ] || asked=$aim
    evaluate "$task" "$name" "$samples" "$digest" "$python" "$asked"
  done
done
exit "$failed"
