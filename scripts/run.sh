#!/usr/bin/env bash
# Installs what is missing, loads the sample on an empty data folder and serves: see `make help`.
# STORE=neo4j runs on a Neo4j server, HOST and PORT say where to listen.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh run
python=".venv/bin/python"

case "${STORE:-}" in
    "" | sqlite) ;;
    neo4j)
        . scripts/neo4j.sh
        neo4j_up "$python" || {
            echo "run: no Neo4j server; it needs JDK 17 with Maven, or Docker, or CLAUSETRAIL_NEO4J_URI" >&2
            exit 1
        }
        export CLAUSETRAIL_STORE="$CLAUSETRAIL_NEO4J_URI"
        export CLAUSETRAIL_DATA="${CLAUSETRAIL_DATA:-data/neo4j}" # files and key of another store stay apart
        ;;
    *)
        echo "run: STORE is sqlite (the default) or neo4j, not '$STORE'" >&2
        exit 1
        ;;
esac

export CLAUSETRAIL_HOST="${HOST:-127.0.0.1}" CLAUSETRAIL_PORT="${PORT:-8000}"
.venv/bin/clausetrail demo --if-empty
exec .venv/bin/clausetrail serve
