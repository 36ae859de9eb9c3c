#!/usr/bin/env bash
# The whole path on this machine: a test PKI, the fleet server, seven simulated boards; models are
# published, rolled out, fetched, verified, stored, run and compared with known answers; then a
# second version replaces one of them while the first still answers, the boards answer to signals of
# the models' test sets, and a device is repurposed from gestures to keywords.
#
#   OTAML_ZOO=DIR     take every .tflite in DIR too; known answers from the folder OTAML_ANSWERS
#                     (default DIR/../golden/zoo), files NAME.K.in.bin and NAME.K.out.bin; a model
#                     that has none is only run, and counted as such
#   HOLD=1            leave the server running at the end
#   OTAML_BUILD_DIR   where otaml, otamld and examples/ are (default build)
#   OTAML_DEMO_DIR    where everything it makes goes (default demo/ there); what was there is removed
#
# Status 0 only if every answer was identical, on all boards.
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(realpath "${OTAML_BUILD_DIR:-build}")
otaml=$build/otaml
otamld=$build/otamld
examples=$build/examples
demo=$(realpath -m "${OTAML_DEMO_DIR:-$build/demo}")
boards=(teensy40 nucleo-h7 portenta-h7 feather-m4 esp32 nano33 pico)
vendor=demo.example
patience=600 # seconds for one model on all boards

say() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi; }
die() {
  echo "demo: $*" >&2
  exit 1
}

# --- the server and its secrets ------------------------------------------------------------------

make_pki() {
  openssl ecparam -name prime256v1 -genkey -noout -out ca.key
  openssl req -x509 -new -key ca.key -days 2 -subj '/CN=demo authority' -out ca.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
  openssl ecparam -name prime256v1 -genkey -noout -out server.key
  openssl req -new -key server.key -subj /CN=localhost -out server.csr
  printf '%s\n' 'subjectAltName=DNS:localhost,IP:127.0.0.1' 'extendedKeyUsage=serverAuth' >server.ext
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
    -extfile server.ext -out server.pem 2>/dev/null
  openssl rand -hex 16 >operator.token
  openssl rand -hex 16 >gateway.token
  chmod 600 ./*.key ./*.token
  "$otaml" keygen signer >/dev/null
}

start_server() {
  rm -f server.port
  "$otamld" --listen 127.0.0.1:0 --port-file server.port --cert server.pem --key server.key \
    --data server-data --operator-token-file operator.token --gateway-token-file gateway.token \
    --poll-interval 1 >server.log 2>&1 &
  server=$!
  echo "$server" >server.pid
  for _ in $(seq 100); do
    [ -s server.port ] && break
    kill -0 "$server" 2>/dev/null || die "the server did not start: $(tail -n 1 server.log)"
    sleep 0.1
  done
  [ -s server.port ] || die "the server did not start within 10 s"
  OTAML_SERVER=https://localhost:$(cat server.port)
  export OTAML_SERVER
  export OTAML_CA=$demo/ca.pem OTAML_TOKEN_FILE=$demo/operator.token
}

# What is in $demo will be removed: only what an earlier one made, whose server has ended.
refuse_to_disturb() {
  local held
  [ ! -e "$demo" ] || [ -d "$demo/answers" ] || die "$demo is not an earlier one's; remove it"
  held=$(cat "$demo/server.pid" 2>/dev/null) || return 0
  if [ "$(cat "/proc/$held/comm" 2>/dev/null)" = otamld ]; then
    die "the server of an earlier one goes on in $demo: kill $held"
  fi
}

# --- the boards ----------------------------------------------------------------------------------

declare -A board_pid=()

start_boards() {
  local board
  for board in "${boards[@]}"; do
    "$otaml" device --board "$board" --id "$board" --server "$OTAML_SERVER" --ca ca.pem \
      --gateway-token-file gateway.token --key signer.pub.pem --vendor "$vendor" \
      --media "$board.unit" --answers answers --poll 1 --retry-ms 200 --evict --json \
      >>"$board.log" 2>>"$board.err" &
    board_pid[$board]=$!
  done
}

stop_boards() {
  local board
  for board in "${!board_pid[@]}"; do
    kill "${board_pid[$board]}" 2>/dev/null || true
  done
  for board in "${!board_pid[@]}"; do
    wait "${board_pid[$board]}" || true
  done
  board_pid=()
}

follow() {
  tail -q -n +1 -F "${boards[@]/%/.log}" 2>/dev/null > >(jq --unbuffered -rR 'fromjson? |
    if .event == "fetching" then "\(.board): \(.model): fetching \(.bytes) bytes from byte \(.offset)"
    elif .event == "installed" then "\(.board): \(.model): stored and verified after \(.ms) ms"
    elif .event == "removed" then "\(.board): \(.model): removed to make room"
    elif .event == "failed" then "\(.board): \(.model // "?"): \(.error)"
    elif .event == "verdict" then "\(.board): \(.model): \(.verdict) \(.difference)"
    elif .event == "trouble" then "\(.board): will try again: \(.error)"
    else empty end') &
  follower=$!
}

stop_following() {
  if [ -n "${follower:-}" ]; then
    kill "$follower" 2>/dev/null || true
    wait "$follower" 2>/dev/null || true
    follower=
  fi
}

# Are there as many boards as all with a line that the jq condition $1 is true of?
all_boards_say() {
  local board
  for board in "${boards[@]}"; do
    kill -0 "${board_pid[$board]}" 2>/dev/null || die "$board ended: $(tail -n 1 "$board.err")"
    jq -esR "[split(\"\n\")[] | fromjson? | select($1)] | length > 0" <"$board.log" >/dev/null ||
      return 1
  done
}

await() {
  local until=$((SECONDS + patience))
  until all_boards_say "$1"; do
    [ $SECONDS -lt $until ] || die "not all boards came to an end within $patience s: $2"
    sleep 0.2
  done
}

# --- models --------------------------------------------------------------------------------------

sequence=0

# known_answers MODEL.tflite PREFIX: make PREFIX.K.in.bin and .out.bin findable by the model's hash;
# false where there are none.
known_answers() {
  local k=0 hash
  hash=$(sha256sum "$1" | cut -d ' ' -f 1)
  mkdir -p "answers/$hash"
  while [ -r "$2.$k.in.bin" ] && [ -r "$2.$k.out.bin" ]; do
    ln -sf "$2.$k.in.bin" "answers/$hash/$k.in.bin"
    ln -sf "$2.$k.out.bin" "answers/$hash/$k.out.bin"
    k=$((k + 1))
  done
  [ $k -gt 0 ]
}

# publish NAME VERSION MODEL.tflite: sign it, publish it, assign it to all boards.
publish() {
  sequence=$((sequence + 1))
  "$otaml" pack --key signer.pem --vendor "$vendor" --class tflite-1 --name "$1" --version "$2" \
    --sequence "$sequence" -o "$1-$2.suit" "$3" >/dev/null
  "$otaml" publish --name "$1" --version "$2" "$1-$2.suit" >/dev/null
  "$otaml" assign --package "$1:$2" "${boards[@]}" >/dev/null
  names+=("$1")
}

roll_out() {
  publish "$@"
  await ".sequence == $sequence and (.event == \"verdict\" or .event == \"failed\")" "$1"
}

# --- the table -----------------------------------------------------------------------------------

# One line a board and model, tab-separated; the models of the sequence numbers from $1 to $2.
rows() {
  local board
  for board in "${boards[@]}"; do
    jq -rsR --argjson first "$1" --argjson last "$2" '
      def kb: if . < 10240 then "\(.) B" else "\(. / 1024 | floor) KB" end;
      [split("\n")[] | fromjson?] as $all
      | ($all | map(select(.event == "start")) | first) as $start
      | $all | map(select(.sequence and .sequence >= $first and .sequence <= $last))
      | group_by(.sequence)[]
      | (map(select(.event == "verdict")) | last) as $v
      | (map(select(.event == "installed")) | last) as $i
      | (map(select(.event == "failed")) | last) as $f
      | [ .[0].board, .[0].model, (.[0].bytes | kb),
          (if $i then "\($i.ms) ms" else "-" end),
          ($start.unit + ", " + $start.store),
          (if $v and $v.arena > 0 and $v.verdict != "no arena" then $v.way else "-" end),
          (if $v and $v.arena > 0 then ($v.arena | kb) else "-" end),
          (if $v and $v.us > 0 then "\($v.us) us" else "-" end),
          (if $v and $v.verdict == "no arena" then
             "does not fit in SRAM: arena of \($v.arena | kb), \($v.arena_max | kb) are there"
           elif $v and $v.verdict == "differs" then "DIFFERS: \($v.difference)"
           elif $v and $v.verdict == "refused" then "CANNOT RUN: \($v.error)"
           elif $v then $v.verdict
           elif $f and $f.error == "ERR_NOSPC" then "does not fit in storage: \($f.bytes | kb), \($start.room | kb) are there when it is empty"
           elif $f and $f.error == "ERR_NAME" then "does not fit in storage: its name is too long for \($start.store)"
           elif $f then "FAILED: \($f.error)"
           else "NO ANSWER" end) ] | @tsv' <"$board.log"
  done
}

print_table() {
  awk -F '\t' 'BEGIN {
      split("board\tmodel\tbytes\tfetched in\tstored on\truns\tarena\tinference\tresult", head, "\t")
      for (c = 1; c <= 9; c++) { cell[0, c] = head[c]; width[c] = length(head[c]) }
    }
    { for (c = 1; c <= 9; c++) { cell[NR, c] = $c; if (length($c) > width[c]) width[c] = length($c) } }
    END {
      for (r = 0; r <= NR; r++) {
        line = ""
        for (c = 1; c <= 8; c++) {
          pad = (c >= 3 && c != 5 && c != 6) ? width[c] : -width[c]
          line = line sprintf("%*s  ", pad, cell[r, c])
        }
        print line cell[r, 9]
      }
    }'
}

# The same as a matrix of models by boards; what does not fit with what it needs and what is there.
print_matrix() {
  awk -F '\t' '
    function short(result) {
      if (!sub(/^does not fit in /, "", result)) return result
      sub(/: (arena of )?/, " ", result); sub(/, /, " > ", result); sub(/ are there.*/, "", result)
      return result
    }
    !($1 in column) { column[$1] = ++columns; cell[0, columns] = $1 }
    !($2 in row) { row[$2] = ++rows; cell[rows, 0] = $2 }
    { cell[row[$2], column[$1]] = short($9) }
    END {
      for (c = 0; c <= columns; c++)
        for (r = 0; r <= rows; r++) if (length(cell[r, c]) > width[c]) width[c] = length(cell[r, c])
      for (r = 0; r <= rows; r++) {
        for (c = 0; c < columns; c++) printf "%-*s  ", width[c], cell[r, c]
        print cell[r, columns]
      }
    }'
}

# --- signals -------------------------------------------------------------------------------------

# Every signal of the models' test sets by every board's own memory unit, with the examples' programs:
# answers to answers.TASK.BOARD; status 1 where boards differ.
answer_signals() {
  local task board signal alike=0
  for task in digits gestures keywords anomaly; do
    signal=$models/$task/test.csv
    [ -r "$signal" ] || signal=$models/$task/test.flac
    for board in "${boards[@]}"; do
      "$examples/$task" --board "$board" --unit "$board.unit" "$signal" |
        cut -f 2- >"answers.$task.$board" || alike=1
      [ -s "answers.$task.$board" ] || alike=1
      cmp -s "answers.$task.${boards[0]}" "answers.$task.$board" || alike=1
    done
  done
  return "$alike"
}

# The first answers to each of them, beside what is true.
print_signals() {
  local task
  printf '%-9s %-22s %-16s %-8s %9s  %s\n' task signal truth answer score boards
  for task in digits gestures keywords anomaly; do
    head -n 4 "$models/$task/test.labels" | paste - <(head -n 4 "answers.$task.${boards[0]}") |
      while IFS=$'\t' read -r truth place answer score; do
        printf '%-9s %-22s %-16s %-8s %9s  %s\n' "$task" "$task/test, ${place/#*.*/$place s}" \
          "$truth" "$answer" "$score" "$(cat answers."$task".* | grep -cxF "$place	$answer	$score")"
      done
  done
}

# --- a device that is repurposed -----------------------------------------------------------------

start_node() {
  "$examples/node" --board esp32 --unit node.unit --id node --server "$OTAML_SERVER" --ca ca.pem \
    --gateway-token-file gateway.token --key signer.pub.pem --vendor "$vendor" --poll 1 \
    --retry-ms 200 --pause 100 --gestures "$models/gestures/test.csv" \
    --keywords "$models/keywords/test.flac" >node.log 2>node.err &
  node=$!
}

stop_node() {
  if [ -n "${node:-}" ]; then
    kill "$node" 2>/dev/null || true
    wait "$node" || true
    node=
  fi
}

# Wait until the node's log has so many lines like this.
await_node() {
  local until=$((SECONDS + 60))
  until [ "$(grep -c -- "$2" node.log)" -ge "$1" ]; do
    kill -0 "$node" 2>/dev/null || die "the node ended: $(tail -n 1 node.err)"
    [ $SECONDS -lt $until ] || die "the node did not come to '$2' within 60 s"
    sleep 0.1
  done
}

# What it told: all but the answers beyond three to each job.
print_node() {
  awk -F '\t' '
    $1 == "job" || $1 == "model" { answers = 0 }
    $1 == "job" { print "job: " $2; next }
    $1 == "model" { print "model: " $2 ", " ($3 ? $3 " bytes" : "it was there"); next }
    ++answers <= 3 { sub(".*/models/", "", $1); print "  " $1 " at " $2 ": " $3 " (" $4 ")" }' node.log
}

count_results() { cat table.tsv table2.tsv | cut -f 9 | grep -cE "$1" || true; }

# --- the demonstration ---------------------------------------------------------------------------

clean_up() {
  local status=$?
  stop_node
  stop_boards
  stop_following
  if [ -n "${HOLD:-}" ] && [ -n "${server:-}" ] && kill -0 "$server" 2>/dev/null; then
    say "The server goes on at $OTAML_SERVER until \`kill $server\`; its secrets are in $demo"
    echo "  $otaml status --server $OTAML_SERVER --ca $OTAML_CA --token-file $OTAML_TOKEN_FILE"
  elif [ -n "${server:-}" ]; then
    kill "$server" 2>/dev/null || true
  fi
  exit "$status"
}

if [ ! -x "$otaml" ] || [ ! -x "$otamld" ] || [ ! -x "$examples/node" ]; then
  die "build first: make"
fi
zoo=
if [ -n "${OTAML_ZOO:-}" ]; then
  zoo=$(realpath -e "$OTAML_ZOO") || die "OTAML_ZOO is no folder"
  zoo_answers=$(realpath -e "${OTAML_ANSWERS:-$zoo/../golden/zoo}") || die "OTAML_ANSWERS is no folder"
fi
refuse_to_disturb
models=$PWD/models
rm -rf "$demo"
mkdir -p "$demo/answers"
cd "$demo"
touch "${boards[@]/%/.log}"
names=()
trap clean_up EXIT
trap 'exit 130' INT TERM

say "A certificate authority, a signing key, the fleet server"
make_pki
start_server
echo "otamld listens at $OTAML_SERVER"

say "Seven boards start, each a process of its own"
start_boards
follow
await '.event == "start"' "the start"
if [ -n "$zoo" ]; then
  for model in "$zoo"/*.tflite; do
    name=$(basename "$model" .tflite)
    known_answers "$model" "$zoo_answers/$name" || echo "$name: no known answers in $zoo_answers"
    say "$name is signed, published and assigned to all boards"
    roll_out "$name" 1 "$model"
  done
  # A file of EEFS keeps the whole place of the large one that was removed for it, so that on what
  # a zoo leaves the next models need not fit beside one another.
  say "All boards start again with empty memory units, which have room for all that follows"
  stop_boards
  rm -f ./*.unit
  start_boards
fi
for name in digits gestures keywords anomaly; do
  for version in v1 v2; do
    known_answers "$models/$name/${name}_$version.tflite" "$models/$name/${name}_$version" ||
      die "no known answers of ${name}_$version"
  done
  say "$name, version 1, is signed, published and assigned to all boards"
  roll_out "$name" 1 "$models/$name/${name}_v1.tflite"
done
first_run=$sequence
rows 1 "$first_run" >table.tsv

say "digits, version 2, is published; version 1 answers until each board starts again"
publish digits 2 "$models/digits/digits_v2.tflite"
await ".sequence == $sequence and .event == \"installed\"" "digits, version 2"
stop_boards
for board in "${boards[@]}"; do
  jq -rR --arg model digits 'fromjson? | select(.event == "answered" and .model == $model) |
    "\(.board): version 1 answered \(.answered) times, also while version 2 came: \(.verdict)"' \
    <"$board.log" | tail -n 1
done
still_identical=$(cat "${boards[@]/%/.log}" | jq -rR 'fromjson? | select(.event == "answered" and
  .model == "digits" and .sequence < '"$sequence"' and .verdict == "identical") | .board' | sort -u |
  wc -l)
say "All boards start again"
start_boards
await ".sequence == $sequence and .event == \"verdict\"" "digits, version 2, after the restart"
stop_boards
rows "$sequence" "$sequence" >table2.tsv
stop_following

say "The experiment: every model on every board"
print_table <table.tsv
say "Models by boards"
print_matrix <table.tsv
say "digits, version 2, after the restart"
print_table <table2.tsv
say "RAM beyond the arena, at most, bytes"
for board in "${boards[@]}"; do
  jq -rR 'fromjson? | select(.event == "end") | "\(.board)\t\(.ram_total)\tcontexts \(.contexts), buffers \(.buffers), TLS heap \(.heap_peak), stack \(.stack_peak)"' \
    <"$board.log" | sort -t "$(printf '\t')" -k 2n | tail -n 1
done | awk -F '\t' '{ printf "%-12s %6d  (%s)\n", $1, $2, $3 }'
say "The boards answer to signals, from their own memory units: features, model, answer"
alike=yes
answer_signals || alike=no
print_signals

say "A device with several sensors: gestures is assigned to it, then keywords"
start_node
await_node 1 '^job'
until "$otaml" assign --package gestures:1 node >/dev/null 2>&1; do
  kill -0 "$node" 2>/dev/null || die "the node ended: $(tail -n 1 node.err)"
  sleep 0.2
done
await_node 3 'gestures/test'
"$otaml" assign --package keywords:1 node >/dev/null
await_node 3 'keywords/test'
stop_node
print_node

say "The server's view"
"$otaml" status

bad=$(count_results '^(DIFFERS|CANNOT RUN|FAILED|NO ANSWER)')
say "$(count_results '^identical$') identical, $(count_results '^ran$') without known answers," \
  "$(count_results '^does not fit') do not fit, $bad not as they should be; version 1 stayed identical on $still_identical of ${#boards[@]} boards during the update"
say "Boards answer alike to all signals: $alike; the device was repurposed without a new firmware"
[ "$bad" -eq 0 ] && [ "$still_identical" -eq "${#boards[@]}" ] && [ "$alike" = yes ]
