#!/usr/bin/env bash
# Makes .venv and installs a lock into it: scripts/install.sh run | test
# Quick when nothing changed: a stamp holds the digest of what was installed. PYTHON names another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

kind="${1:-run}"
lock="requirements/$kind.txt"
venv=".venv"

fail() {
    echo "install: $1" >&2
    exit 1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

[ -f "$lock" ] || fail "no $lock; use 'run' or 'test'"

if ! { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    python="$(find_python)" || fail "Python 3.11 or newer is missing; install it (Debian: apt-get install python3 python3-venv) or name one: make PYTHON=/path/to/python3"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail "Python's venv module is missing; install it (Debian: apt-get install python3-venv)"
    echo "install: making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv" || fail "could not make $venv; is the disk full or read-only?"
fi
python="$venv/bin/python"

stamp_of() { # what an installed environment depends on
    { cat "requirements/$1.txt" pyproject.toml; "$python" --version; pwd; } | "$python" -c \
        'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

"$python" scripts/assets.py # before the stamp is looked at: what was deleted or changed comes again

stamp="$venv/.installed-$kind"
wanted="$(stamp_of "$kind")"
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

echo "install: $lock, $(grep -c '^[a-z0-9].*==' "$lock") packages with hashes (a minute or two the first time)"
pip=("$python" -m pip --disable-pip-version-check --no-input)
export PIP_ROOT_USER_ACTION=ignore
"${pip[@]}" install --quiet --progress-bar on --only-binary :all: --require-hashes -r "$lock" ||
    fail "could not install $lock: a package index must be reachable the first time (behind a mirror or proxy: pip config, HTTPS_PROXY); what is installed already is kept"
# Without dependencies and without build isolation nothing unpinned can come in.
SKIP_ASSETS=1 "${pip[@]}" install --quiet --no-deps --no-build-isolation -e . || fail "could not install the project itself"

echo "$wanted" >"$stamp"
if [ "$kind" = test ]; then # test.txt holds run.txt
    stamp_of run >"$venv/.installed-run"
fi
echo "install: done"
