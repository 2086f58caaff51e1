#!/usr/bin/env bash
# Fetches the browser assets into ui/static/vendor/ unless they are those of ui/package-lock.json already.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${PYTHON:-.venv/bin/python}" scripts/assets.py
