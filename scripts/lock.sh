#!/usr/bin/env bash
# Makes requirements/run.txt and requirements/test.txt anew from pyproject.toml and the .in files:
# one lock for every platform and Python 3.11 to 3.14, with hashes and without registry addresses.
# uv is a tool of this script only; it goes to .tools/ and no installed product needs it.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
uv=".tools/uv/bin/uv"
[ -x "$uv" ] || "$python" -m pip install --quiet --target .tools/uv uv

compile() {
    "$uv" pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --custom-compile-command "make lock"
}

compile pyproject.toml requirements/build.in ${LOCK_FLAGS:-} --output-file requirements/run.txt
compile pyproject.toml requirements/test.in ${LOCK_FLAGS:-} --constraints requirements/run.txt \
    --output-file requirements/test.txt

compile requirements/node.in ${LOCK_FLAGS:-} --output-file requirements/node.txt

if grep -n '://' requirements/run.txt requirements/test.txt requirements/node.txt; then
    echo "lock: a lock file holds an address; it must not" >&2
    exit 1
fi
echo "lock: requirements/run.txt, requirements/test.txt and requirements/node.txt are current"
