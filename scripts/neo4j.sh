# Sourced by the other scripts: neo4j_up makes sure a Neo4j server answers and exports
# CLAUSETRAIL_NEO4J_URI, _USER and _PASSWORD; neo4j_down ends the one that neo4j_up started, and no other.

neo4j_started=""

neo4j_export() { # takes the address and account that scripts/neo4j_server.py prints
    local lines
    lines="$("$1" scripts/neo4j_server.py env)" || return 1
    set -a
    eval "$lines"
    set +a
    [ -n "${CLAUSETRAIL_NEO4J_URI:-}" ]
}

neo4j_up() {
    local python="$1"
    neo4j_export "$python" 2>/dev/null && return 0
    "$python" scripts/neo4j_server.py start </dev/null || return 1
    neo4j_started=yes
    neo4j_export "$python"
}

neo4j_down() {
    if [ -n "$neo4j_started" ]; then
        "$1" scripts/neo4j_server.py stop </dev/null || true
    fi
}
