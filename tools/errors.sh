#!/bin/sh
# Print docs/errors.md from the one list of errors, include/otaml/err.h. `make errors` writes it;
# the test errors_page fails when it differs.
set -eu
cd "$(dirname "$0")/.."

cat <<'PAGE'
# Errors

<!-- Made by `make errors` from include/otaml/err.h; edit that. -->

What the device library returns, devices report (the `code` of a DDI feedback, and so of
`otaml status`) and servers store. The numbers are frozen: none is ever changed or used again.
Codes of -1000 and below are a port's own, shown as `ERR_PORT`.

| number | name | meaning | room |
|---|---|---|---|
PAGE
awk '
  /define OTAML_ERR_LIST/ { inside = 1 }
  /^enum otaml_err/ { inside = 0 }
  inside && match($0, /\/\* .* \*\//) { room = substr($0, RSTART + 3, RLENGTH - 6) }
  inside && match($0, /X\(.*"\)/) {
    split(substr($0, RSTART + 2, RLENGTH - 4), field, /, "?/)
    text = substr($0, index($0, "\"") + 1)
    sub(/"\).*/, "", text)
    printf "| %s | `%s` | %s | %s |\n", field[2], field[1], text, room
  }' include/otaml/err.h
