#!/bin/sh
# Renews the lock files from pyproject.toml and requirements-build.in: hashes, environment markers, no addresses.
# Pins stay where they still fit; UPGRADE=1 takes the newest that fit.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv

compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header ${UPGRADE:+--upgrade} "$@" >/dev/null
}

compile requirements-build.in --output-file requirements-build.lock
compile pyproject.toml --constraint requirements-build.lock --output-file requirements.lock
compile pyproject.toml --extra dev --constraint requirements-build.lock --constraint requirements.lock \
    --output-file requirements-dev.lock
compile pyproject.toml --extra fast --constraint requirements-build.lock --constraint requirements.lock \
    --output-file requirements-fast.lock
compile pyproject.toml --extra bench --constraint requirements-build.lock --constraint requirements.lock \
    --output-file requirements-bench.lock
