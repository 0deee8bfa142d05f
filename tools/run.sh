#!/usr/bin/env bash
# Builds the program and runs it. Without a display it runs under a virtual one,
# walks through the screens by key and leaves pictures in out/run.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/install.sh build
echo 'building (a few minutes the first time)…'
go build -tags x11,migrated_fynedo -o out/seatdeck .
export LANG=${LANG:-zh_CN.UTF-8}
if [[ $(uname -s) != Linux || -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  exec out/seatdeck "$@"
fi
echo 'no display here: running the demo under a virtual one'
SEATDECK_BIN=$PWD/out/seatdeck go test -tags window -count=1 -timeout 10m -run TestShots ./tools/windowtest
echo 'pictures of the screens:'
find out/run -name '*.png' | sort
