#!/bin/sh
# Installs this release of NeuroHub, or upgrades the one that is there. --help says how.
here=$(dirname "$(readlink -f "$0")")
exec "$here/runtime/bin/node" "$here/installer/neurohub-main.mjs" "$@"
