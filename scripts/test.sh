#!/usr/bin/env bash
# Runs the tests: scripts/test.sh [short|long] [pytest arguments]
# Starts a Neo4j server for the run unless one answers already. With CI=true a server or browser that cannot
# be had is a failure; elsewhere one line says what was left out and how to get it.
set -euo pipefail
cd "$(dirname "$0")/.."

kind="${1:-short}"
shift || true
scripts/install.sh test
python=".venv/bin/python"
engines="memory,sqlite"
left_out=()

must_have_all() { case "${CI:-}" in 1 | true | yes) return 0 ;; *) return 1 ;; esac; }

leave_out() {
    if must_have_all; then
        echo "test: $1" >&2
        exit 1
    fi
    left_out+=("$1")
}

if browser="$(scripts/browser.sh)"; then
    export CLAUSETRAIL_BROWSER="$browser"
else
    leave_out "browser tests left out: no Chromium (Debian: apt-get install chromium fonts-noto-cjk)"
fi

. scripts/neo4j.sh
trap 'neo4j_down "$python"' EXIT
if neo4j_up "$python"; then
    engines="$engines,neo4j"
else
    leave_out "tests on Neo4j left out: it needs JDK 17 with Maven, or Docker, or CLAUSETRAIL_NEO4J_URI"
fi

case "$kind" in
    short) selection=(-m "not long") ;;
    long) selection=(-m "long or contract") ;;
    *)
        echo "test: 'short' or 'long', not '$kind'" >&2
        exit 1
        ;;
esac
if [ "$#" -eq 0 ]; then # a hand-picked part need not cover every engine
    selection+=(--require-engines "$engines")
fi

# One worker a core at most two: the tests on Neo4j share a server and stay in one of them.
status=0
"$python" -m pytest -n "${WORKERS:-2}" --dist loadgroup --durations 40 --durations-min 5 \
    "${selection[@]}" "$@" </dev/null || status=$?

# The long run also plays the contract on the current calendar release, a server of its own.
if [ "$kind" = long ] && [ "$#" -eq 0 ]; then
    neo4j_down "$python"
    neo4j_started=""
    unset CLAUSETRAIL_NEO4J_URI CLAUSETRAIL_NEO4J_USER CLAUSETRAIL_NEO4J_PASSWORD
    export NEO4J_VERSION="${NEO4J_CURRENT:-2026.08.1}"
    echo "test: the contract on Neo4j $NEO4J_VERSION"
    if neo4j_up "$python"; then
        "$python" -m pytest -m contract -k neo4j --require-engines neo4j </dev/null || status=$?
    else
        left_out+=("contract on Neo4j $NEO4J_VERSION left out: it needs JDK 21 with Maven (JAVA_HOME names it), or Docker")
    fi
fi

for line in ${left_out[@]+"${left_out[@]}"}; do
    echo "test: $line"
done
exit "$status"
