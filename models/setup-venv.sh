#!/bin/sh
# Make (or bring up to date) the virtual environment that trains the example models: .venv at the
# project's root, with the exact versions of models/requirements.txt. Only `make models` needs it.
#
#   PYTHON=python3.11 models/setup-venv.sh     another interpreter than python3
set -eu

here=$(cd "$(dirname "$0")" && pwd)
venv=$here/../.venv
pins=$here/requirements.txt
python=${PYTHON:-python3}

# The stamp is a copy of the pins that were installed: equal means that there is nothing to do.
if cmp -s "$pins" "$venv/requirements.installed" && "$venv/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
    echo "setup-venv: $python is not Python 3.11, for which the versions are pinned;" \
        "set PYTHON to one that is" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "setup-venv: $python cannot make virtual environments;" \
        "on Debian: apt-get install python3-venv" >&2
    exit 1
fi

echo "setup-venv: installing $(grep -c '==' "$pins") pinned packages into .venv (some 2 GB)" >&2
rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$pins"
cp "$pins" "$venv/requirements.installed"
