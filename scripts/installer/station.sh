#!/bin/sh
# The station command, on the Node that came along, with the configuration and the data of this installation.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
prefix=$(dirname "$(dirname "$here")")
if [ -f "$prefix/config/station.yaml" ]; then
  export STATION_CONFIG="${STATION_CONFIG:-$prefix/config/station.yaml}"
  export STATION_DATA_DIR="${STATION_DATA_DIR:-$prefix/data}"
fi
exec "$here/runtime/bin/node" "$here/cli/dist/station.js" "$@"
