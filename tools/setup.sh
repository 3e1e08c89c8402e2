#!/usr/bin/env bash
# Sets up the virtual environment and the system libraries that a wheel cannot bring.
# Installs missing system packages with apt where it may, and otherwise says which command to run.
set -euo pipefail
PATH=$PATH:/sbin:/usr/sbin  # ldconfig lies there, and not on every PATH
python=$1
venv=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Duecourse needs Python 3.11 or newer. '$python' is: $("$python" --version 2>&1 || echo 'not there')." >&2
    echo "Install one (for example: apt-get install python3.11) and run: make PYTHON=python3.11 ..." >&2
    exit 1
fi

missing=()
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
# WeasyPrint draws text through Pango.
ldconfig -p 2>/dev/null | grep -q 'libpangoft2-1\.0\.so\.0' || missing+=(libpango-1.0-0 libpangoft2-1.0-0)
ldconfig -p 2>/dev/null | grep -q 'libharfbuzz-subset\.so\.0' || missing+=(libharfbuzz-subset0)
if [ ${#missing[@]} -gt 0 ]; then
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        as_root="sudo -n"
    fi
    if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
        echo "Installing system packages: ${missing[*]}"
        $as_root apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
        echo "These system packages are missing: ${missing[*]}" >&2
        echo "Run: sudo apt-get install ${missing[*]}" >&2
        exit 1
    fi
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
