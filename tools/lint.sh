#!/usr/bin/env bash
# Formatting, shell scripts, clang's warnings on everything, clang-tidy.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in clang clang-format clang-tidy shellcheck; do
  command -v "$tool" >/dev/null || {
    echo "lint: no $tool; run ./setup.sh all" >&2
    exit 1
  }
done

echo "lint: clang-format"
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror

echo "lint: shellcheck"
git ls-files '*.sh' .ci/run | xargs shellcheck

echo "lint: one name, one source file"
twice=$(git ls-files 'core/*.[ch]' 'device/*.[ch]' 'ports/*.[ch]' 'include/*.h' 'examples/*.[ch]' |
  sed 's|.*/||' | sort | uniq -d)
[ -z "$twice" ] || {
  echo "lint: these names occur twice: $twice" >&2
  exit 1
}

echo "lint: clang's warnings"
CC=clang cmake -S . -B build-clang >/dev/null
cmake --build build-clang -j"$(nproc)" | grep -v -E 'Building|Built|Linking' || true
cmake --build build-clang -j"$(nproc)" >/dev/null

echo "lint: clang-tidy"
git ls-files 'core/*.c' 'device/*.c' 'ports/host/*.c' 'server/*.c' 'cli/*.c' 'boards/*.c' \
  'examples/*.c' |
  xargs -P"$(nproc)" -n4 clang-tidy --quiet -p build-clang --warnings-as-errors='*' 2>/dev/null
echo "lint: clean"
