#!/bin/sh
# The station itself, in the folder of the installation.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
prefix=$(dirname "$(dirname "$here")")
cd "$prefix" || exit 1
exec "$here/runtime/bin/node" "$here/station-service/dist/main.js" "$@"
