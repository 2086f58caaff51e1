#!/usr/bin/env bash
# Measures: scripts/bench.sh [arguments of scripts/bench]. Needs a Neo4j server for its part of the figures.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh test
python=".venv/bin/python"
. scripts/neo4j.sh
trap 'neo4j_down "$python"' EXIT
neo4j_up "$python" || echo "bench: figures on Neo4j left out: it needs JDK 17 with Maven, or Docker, or CLAUSETRAIL_NEO4J_URI" >&2
"$python" -m scripts.bench "$@"
