#!/bin/sh
# Rolls back or removes the station that this file belongs to.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
prefix=$(dirname "$(dirname "$here")")
exec "$here/runtime/bin/node" --disable-warning=ExperimentalWarning "$here/installer/main.mjs" "$@" --prefix "$prefix"
