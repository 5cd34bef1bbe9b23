#!/bin/sh
# Installs this release, or upgrades the one that is there. --help says how.
here=$(dirname "$(readlink -f "$0")")
exec "$here/runtime/bin/node" --disable-warning=ExperimentalWarning "$here/installer/main.mjs" install "$@"
