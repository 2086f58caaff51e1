#!/usr/bin/env bash
# Makes sure there is a Chromium with Chinese fonts for the browser tests and prints its path.
# Root on Debian or Ubuntu: installs it from the distribution's packages. Elsewhere: says what to install.
# CLAUSETRAIL_BROWSER names a browser of your own and is taken as it is.
set -euo pipefail

found() {
    local candidate
    for candidate in "${CLAUSETRAIL_BROWSER:-}" /usr/bin/chromium "$(command -v chromium-browser || true)"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

chinese_fonts() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]; }

install() {
    echo "browser: installing chromium and fonts-noto-cjk" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 </dev/null
    apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null </dev/null
}

if ! found >/dev/null || ! chinese_fonts; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        install || echo "browser: apt-get could not install chromium and fonts-noto-cjk" >&2
    fi
fi

found || {
    echo "browser: no Chromium; install it (Debian: apt-get install chromium fonts-noto-cjk) or set CLAUSETRAIL_BROWSER" >&2
    exit 1
}
