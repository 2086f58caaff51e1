#!/usr/bin/env bash
# Format, lint, types, floors and the shape of the repository. Runs all of them, then fails if one failed.
set -uo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh test || exit 1
bin=".venv/bin"
failed=()

step() {
    local name="$1"
    shift
    echo "check: $name"
    "$@" || failed+=("$name")
}

step "format (ruff format)" "$bin/ruff" format --check --quiet .
step "lint (ruff)" "$bin/ruff" check --quiet --output-format concise .
step "types (mypy --strict)" "$bin/mypy" --no-error-summary
step "floors (import-linter)" "$bin/lint-imports" --no-logo
step "shape (tests/architecture)" "$bin/python" -m pytest -q tests/architecture -p no:cacheprovider

if [ "${#failed[@]}" -gt 0 ]; then
    printf 'check: FAILED: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "check: all is well"
