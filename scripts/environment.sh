#!/bin/sh
# Sets up .venv so that it holds what the lock files say, and does nothing if it does already.
#
#   sh scripts/environment.sh run   what the program needs
#   sh scripts/environment.sh dev   that, and what tests and checks need
#
# Works on a bare Debian with Python 3.11, as root or not. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."
goal=${1:?run or dev}
venv=.venv

stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if usable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    stop "No Python of version 3.11 or newer was found: install python3 (Debian: apt-get install python3), or name one by PYTHON=/path/to/python3."
}

# Debian keeps what makes an environment in a package of its own.
provide_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
    remedy="Python lacks its venv module: run 'apt-get install $package' as root, then this command again."
    command -v apt-get >/dev/null || stop "$remedy"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        stop "$remedy"
    fi
    printf 'Installing %s, which Python needs to make an environment ...\n' "$package"
    apt_get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@"; }
    # An old list of packages may still do, so that a failing update is not the end.
    said=$(apt_get update 2>&1; apt_get install -y --no-install-recommends "$package" 2>&1) \
        || stop "$said$(printf '\n%s' "$remedy")"
}

# What the environment depends on. The place counts too: a moved environment does not work.
key() {
    { "$1" -V; pwd; cat requirements-build.lock requirements.lock pyproject.toml; } | sha256sum
    [ "$goal" = run ] || sha256sum <requirements-dev.lock
}

fresh() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null \
        && [ -f "$venv/.$goal-stamp" ] && [ "$(key "$venv/bin/python")" = "$(cat "$venv/.$goal-stamp")" ]
}

install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

fresh && exit 0
python=$(find_python)
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    provide_venv
    "$python" -m venv --clear "$venv"
fi
printf 'Installing the locked dependencies into %s (once; some minutes on a slow line) ...\n' "$venv"
install --require-hashes -r requirements-build.lock
install --require-hashes -r requirements.lock
[ "$goal" = run ] || install --require-hashes -r requirements-dev.lock
install --no-deps --no-index --no-build-isolation --editable .
# Once here, so that no page and no test waits for the compiler (some 15 seconds).
"$venv/bin/python" -m graph.kernels
key "$venv/bin/python" >"$venv/.$goal-stamp"
[ "$goal" = run ] || (goal=run && key "$venv/bin/python" >"$venv/.run-stamp")
