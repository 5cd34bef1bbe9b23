#!/bin/sh
# NeuroHub itself, or a command on its database, with the data folder of the installation.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
prefix=$(dirname "$(dirname "$here")")
NEUROHUB_DATA_DIR="${NEUROHUB_DATA_DIR:-$prefix/data}"
export NEUROHUB_DATA_DIR
exec "$here/runtime/bin/node" "$here/neurohub/server/dist/main.js" "$@"
