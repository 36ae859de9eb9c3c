#!/bin/sh
# Ours beside TFLM's reference kernels and LiteRT with XNNPACK, on one thread, in one run. The two
# peers come from PyPI into a virtual environment of their own, build/bench-venv.
#
#   bench/host/bench-host.sh [MODEL...]      models by name; standard: the twelve of compare.py
#   PYTHON=python3.11 SECONDS_EACH=0.2 bench/host/bench-host.sh
set -eu

cd "$(dirname "$0")/../.."
venv=build/bench-venv
pins=bench/host/requirements.txt
shared=${OTAML_SHARED:-../shared}

if [ ! -d "$shared/models" ]; then
    echo "bench-host: no models in $shared (set OTAML_SHARED)" >&2
    exit 1
fi
# The stamp is a copy of the pins that were installed.
if ! cmp -s "$pins" "$venv/requirements.installed" || ! "$venv/bin/python" -c '' 2>/dev/null; then
    echo "bench-host: installing the peers into $venv (some 170 MB)" >&2
    rm -rf "$venv"
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$pins"
    cp "$pins" "$venv/requirements.installed"
fi
exec "$venv/bin/python" bench/host/compare.py --ours build/bench/host/invoke_time \
    --shared "$shared" --seconds "${SECONDS_EACH:-1}" "$@"
