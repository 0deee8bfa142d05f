#!/usr/bin/env bash
# Every check there is, with one command. Logs go to out/logs; the Go tests come
# last, so that their lines end what is printed.
set -uo pipefail
cd "$(dirname "$0")/.."

export LANG=zh_CN.UTF-8
unset LC_ALL LANGUAGE
logs=out/logs
mkdir -p "$logs"
failed=()
started=$SECONDS

step() { # step NAME COMMAND…: runs it, shows its output if it fails
  local name=$1 at=$SECONDS
  shift
  if "$@" >"$logs/$name.log" 2>&1; then
    printf 'ok    %-22s %4ds\n' "$name" $((SECONDS - at))
    grep -hE '^ *(--- |ok  )' "$logs/$name.log" # tests that ran
  else
    printf 'FAIL  %-22s %4ds   (%s)\n' "$name" $((SECONDS - at)) "$logs/$name.log"
    tail -n 60 "$logs/$name.log"
    failed+=("$name")
  fi
}

await() { # await NAME PID: the same for what runs in the background
  step "$1" wait_for "$2" "$logs/$1.background"
}
wait_for() {
  local code=0
  wait "$1" || code=$?
  cat "$2"
  return $code
}

format() {
  local list
  list=$(find . -name '*.go' -not -path './out/*' -not -path './.cache/*' -not -path '*/node_modules/*')
  # shellcheck disable=SC2086
  list=$(go run mvdan.cc/gofumpt@v0.12.0 -l $list) || return 1
  [[ -z $list ]] || { printf 'not formatted (gofumpt):\n%s\n' "$list"; return 1; }
}

checks=ci,migrated_fynedo

# The race detector watches our code and the toolkit. SQLite (C made Go, with its
# own locks) and what only computes glyphs and pixels would take most of the time.
# None of these may have generic functions: of those that packages share the linker
# keeps one, and were that one of theirs, locks of others would not be seen either.
unwatched=(modernc.org/sqlite/lib modernc.org/libc/... modernc.org/memory
  github.com/go-text/typesetting/{font/...,harfbuzz,shaping,segmenter} golang.org/x/image/vector)
race=(-race)
for package in "${unwatched[@]}"; do
  race+=("-gcflags=$package=-race=false -d=checkptr=0")
done
no_generics() {
  go list -export -f '{{.Export}} {{.ImportPath}}' "${unwatched[@]}" | while read -r file name; do
    go tool nm "$file" 2>/dev/null | awk '$2 == "T" || $2 == "t"' | grep -F '[go.shape' >/dev/null && echo "$name has generic functions"
  done | grep . && return 1
  return 0
}

# The program with its window takes minutes to build from cold, and the node
# peers come over the network: both run while the checks below do.
tools/install.sh test || failed+=(install) # what does not need the missing part still runs
go build -tags x11,migrated_fynedo -o out/seatdeck . >"$logs/build.background" 2>&1 &
build=$!
tools/peers.sh >"$logs/peers.background" 2>&1 &
peers=$!

step gofumpt format
step unwatched no_generics
step vet go vet -tags $checks,window,chaos ./...
step staticcheck go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags $checks,window,chaos ./...
await build $build
await peers $peers

if [[ -x out/seatdeck && $(uname -s) == Linux ]]; then
  export SEATDECK_BIN=$PWD/out/seatdeck
  step window go test -tags window -count=1 -timeout 8m -v -run 'TestAnAgent|TestASeat|TestALogin|TestTheWall|TestTheManager|TestASupervisor' ./tools/windowtest
fi
# Chaos is when races come out: the program that is killed has the detector in it.
step build-race go build "${race[@]}" -tags nowindow -o out/seatdeck-race .
export SEATDECK_BIN=$PWD/out/seatdeck-race
step chaos go test "${race[@]}" -tags chaos -count=1 -timeout 15m -v ./tools/chaos
step killed go test "${race[@]}" -tags chaos -count=1 -timeout 10m -v -run Killed ./tools/peer
unset SEATDECK_BIN

go test "${race[@]}" -tags $checks -timeout 15m ./... 2>&1 | tee "$logs/go-test.log"
((PIPESTATUS[0] == 0)) || failed+=(go-test)

printf '%d s\n' $((SECONDS - started))
if ((${#failed[@]} > 0)); then
  printf 'FAILED: %s\n' "${failed[*]}"
  exit 1
fi
echo 'all checks passed'
