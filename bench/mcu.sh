#!/usr/bin/env bash
# Instructions for one inference on emulated microcontrollers, counted in QEMU, beside those of
# TensorFlow Lite Micro with CMSIS-NN (bench/mcu/anchors.tsv). The library is compiled as for a
# board, at -O2.
#
#   bench/mcu.sh                           six models on all cores
#   bench/mcu.sh --core m4 --model FILE    one; both options may be repeated
#     --input FILE --answer FILE           for the --model before them; else those of OTAML_SHARED
#     --profile                            one line for each operator too
#     --json                               one object a line
#
# Cores: m0plus (v6-M code on an M3), m3, m4, m7, m55 (with MVE), rv32. Status 1: an answer
# differs, a figure is over its bound, or something could not be run.
set -euo pipefail

start_dir=$PWD
cd "$(dirname "$0")/.."
shared=$(realpath -m "${OTAML_SHARED:-../shared}")
anchors=bench/mcu/anchors.tsv

die() {
  echo "bench-mcu: $*" >&2
  exit 1
}

usage() {
  echo "usage: bench/mcu.sh [--core CORE]... [--model FILE [--input FILE] [--answer FILE]]..." \
    "[--profile] [--json]" >&2
  exit 2
}

# --- what to measure -----------------------------------------------------------------------------

cores=()
models=()
inputs=() # of the model of the same number, where one was named
answers=()
profile=
json=

from_start() { # path: as it was meant where the command was given
  (cd "$start_dir" && realpath "$1")
}

while [ $# -gt 0 ]; do
  case "$1" in
    --core | --model | --input | --answer) [ $# -ge 2 ] || usage ;;
  esac
  last=$((${#models[@]} - 1))
  case "$1" in
    --input | --answer) [ "$last" -ge 0 ] || usage ;;
  esac
  case "$1" in
    --core) cores+=("$2") && shift ;;
    --model) models+=("$(from_start "$2")") && shift ;;
    --input) inputs[last]=$(from_start "$2") && shift ;;
    --answer) answers[last]=$(from_start "$2") && shift ;;
    --profile) profile=1 ;;
    --json) json=1 ;;
    *) usage ;;
  esac
  shift
done
[ ${#cores[@]} -gt 0 ] || cores=(m0plus m3 m4 m7 m55 rv32)
if [ ${#models[@]} -eq 0 ]; then
  while read -r name; do
    for folder in models zoo; do
      [ ! -f "$shared/$folder/$name.tflite" ] || models+=("$shared/$folder/$name.tflite")
    done
  done < <(awk '!/^#/ && !seen[$1]++ { print $1 }' "$anchors")
  [ ${#models[@]} -gt 0 ] || die "no models in $shared; name its place in OTAML_SHARED"
fi

# The known answer for a model, where there is one beside the reference models.
find_known() { # name in|out
  local folder
  for folder in golden golden/ops golden/zoo; do
    if [ -f "$shared/$folder/$1.0.$2.bin" ]; then
      echo "$shared/$folder/$1.0.$2.bin"
      return
    fi
  done
}

# --- the boards ----------------------------------------------------------------------------------

set_board() { # core: sets mcu, compiler, qemu
  local arm='qemu-system-arm -M'
  compiler='arm-none-eabi-gcc'
  case "$1" in
    m0plus) mcu=cortex-m0plus && qemu="$arm mps2-an385" ;;
    m3) mcu=cortex-m3 && qemu="$arm mps2-an385" ;;
    m4) mcu=cortex-m4 && qemu="$arm mps2-an386" ;;
    m7) mcu=cortex-m7 && qemu="$arm mps2-an500" ;;
    m55) mcu=cortex-m55 && qemu="$arm mps3-an547" ;;
    rv32)
      mcu=rv32imc
      compiler=riscv64-unknown-elf-gcc
      qemu='qemu-system-riscv32 -M virt -cpu rv32,f=off,d=off -bios none'
      ;;
    *) die "no core $1; there are m0plus, m3, m4, m7, m55, rv32" ;;
  esac
}

require_tools() {
  for tool in "$compiler" "${qemu%% *}"; do
    command -v "$tool" >/dev/null || die "no $tool; run ./setup.sh all"
  done
}

build() { # core: sets program
  local folder=build-mcu/$1 log=build-mcu/$1.log
  mkdir -p build-mcu
  { cmake -S . -B "$folder" -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU="$mcu" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DOTAML_BENCH=ON &&
    cmake --build "$folder" -j"${JOBS:-$(nproc)}" --target bench_mcu; } >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    die "the build for $1 failed; all of it is in $log"
  }
  program=$PWD/$folder/bench/mcu/bench_mcu
  [ -n "$json" ] || printf '%-7s %s: %s\n' "$1" "$("$compiler" --version | head -n 1)" \
    "$(sed -n 's/^C_FLAGS = //p' "$folder/core/infer/CMakeFiles/room_infer.dir/flags.make" |
      tr ' ' '\n' | grep -v -E '^(-W|-isystem|/)' | tr '\n' ' ')"
}

# --- one run -------------------------------------------------------------------------------------

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Leaves $work/report; says equal, differs or unchecked.
run() { # program model input answer
  rm -rf "${work:?}"/*
  cp "$2" "$work/model"
  [ -z "$3" ] || cp "$3" "$work/input"
  local status=0
  # shellcheck disable=SC2086 # $qemu is a command with its options
  (cd "$work" && timeout 600 $qemu -nographic -monitor none -serial none -icount shift=0 \
    -semihosting-config enable=on,target=native -kernel "$1" </dev/null >qemu.log 2>&1) || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$work/qemu.log" >&2
    die "$core, $2: $(sed -n 's/^error\t//p' "$work/report" 2>/dev/null || true)" \
      "(status $status of $qemu)"
  fi
  if [ -z "$3" ] || [ -z "$4" ]; then
    echo unchecked
  elif cmp -s -n "$(stat -c %s "$work/answer")" "$work/answer" "$4"; then
    echo equal # of several invocations one after another the first is compared
  else
    echo differs
  fi
}

# One report as a line of a table or of JSON; status 1 if it is over a bound or differs.
show() { # core name answer
  awk -v core="$1" -v name="$2" -v answer="$3" -v profile="$profile" -v json="$json" '
    function judge(value, bound) { return bound == "" ? "-" : value <= bound ? "ok" : "over" }
    function number(value) { return value == "" ? "null" : sprintf("%.0f", value) }
    function millions(value) { return value == "" ? "-" : sprintf("%.3f", value / 1e6) }
    BEGIN { FS = OFS = "\t" }
    FILENAME ~ /anchors.tsv$/ {
      if ($1 == name && $2 == core) {
        anchor = $3; bound = $3 * $4
        if ($5 != "-") open_bound = $5 / 10
      }
      next
    }
    $1 == "open" || $1 == "arena" || $1 == "total" { value[$1] = $2 }
    $1 == "operator" {
      each = $5 > 0 ? sprintf("%.2f", $4 / $5) : ""
      lines = lines sprintf("        %4d %-24s %12d %12d %8s\n", $2, $3, $4, $5, each)
      objects = objects sprintf("%s{\"index\": %d, \"name\": \"%s\", \"instructions\": %d, \"macs\": %d}",
        objects == "" ? "" : ", ", $2, $3, $4, $5)
    }
    END {
      run_judged = judge(value["total"], bound); open_judged = judge(value["open"], open_bound)
      bad = run_judged == "over" || open_judged == "over" || answer == "differs"
      if (json) {
        printf "{\"core\": \"%s\", \"model\": \"%s\", \"instructions\": %d, \"cmsis_nn\": %s, \"bound\": %s, ",
          core, name, value["total"], number(anchor), number(bound)
        printf "\"open\": %d, \"open_bound\": %s, \"arena_bytes\": %d, \"answer\": \"%s\", \"ok\": %s",
          value["open"], number(open_bound), value["arena"], answer, bad ? "false" : "true"
        if (profile) printf ", \"operators\": [%s]", objects
        print "}"
      } else {
        printf "%-7s %-24s %9s %9s %9s %6s %-5s %8s %8s %-5s %8d %s\n", core, name, millions(anchor),
          millions(bound), millions(value["total"]),
          anchor == "" ? "-" : sprintf("%.2f", value["total"] / anchor), run_judged,
          millions(open_bound), millions(value["open"]), open_judged, value["arena"], answer
        if (profile) printf "%s", lines
      }
      exit bad
    }' "$anchors" "$work/report"
}

# --- all of it -----------------------------------------------------------------------------------

programs=()
for core in "${cores[@]}"; do
  set_board "$core"
  require_tools
  build "$core"
  programs+=("$program")
done
if [ -z "$json" ]; then
  echo
  echo "Millions of instructions; ratio: ours to CMSIS-NN's. Start: a tenth of TFLM's, and ours."
  printf '%-7s %-24s %9s %9s %9s %6s %-5s %8s %8s %-5s %8s %s\n' core model CMSIS-NN bound ours \
    ratio '' start ours '' arena answer
fi
failures=0
for i in "${!cores[@]}"; do
  core=${cores[i]}
  set_board "$core"
  for k in "${!models[@]}"; do
    name=$(basename "${models[k]}" .tflite)
    input=${inputs[k]:-}
    answer=${answers[k]:-}
    if [ -z "$input$answer" ]; then
      input=$(find_known "$name" in)
      answer=$(find_known "$name" out)
    fi
    same=$(run "${programs[i]}" "${models[k]}" "$input" "$answer") && show "$core" "$name" "$same" ||
      failures=$((failures + 1))
  done
done
[ "$failures" -eq 0 ] || die "$failures of $((${#cores[@]} * ${#models[@]})) are over a bound, differ or failed"
