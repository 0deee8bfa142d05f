#!/usr/bin/env bash
# Fetches the real socket.io, in the versions the tests talk to, into
# .cache/peers, and links it to where the tests look. Without node or npm those
# tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo 'node or npm is missing: tests against the real socket.io are skipped'
  exit 0
fi
peers=$PWD/.cache/peers
mkdir -p "$peers"
find providers tools -name package.json -not -path '*/node_modules/*' -exec dirname {} \; | sort | while read -r folder; do
  stamp=$peers/$(tr / _ <<<"$folder").sum
  if [[ ! -d $peers/node_modules ]] || ! cmp -s "$folder/package.json" "$stamp"; then
    # One node_modules serves all: what each folder names is added to it.
    mapfile -t packages < <(node -e '
      const d = require(process.argv[1]).dependencies || {};
      for (const [name, version] of Object.entries(d)) console.log(name + "@" + version);
    ' "$PWD/$folder/package.json")
    npm install --prefix "$peers" --no-audit --no-fund --loglevel=error "${packages[@]}" </dev/null
    cp "$folder/package.json" "$stamp"
  fi
  if [[ -L $folder/node_modules || ! -e $folder/node_modules ]]; then
    ln -sfn "$peers/node_modules" "$folder/node_modules"
  fi
done
