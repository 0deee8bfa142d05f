#!/usr/bin/env bash
# Installs what building and testing need.
# usage: tools/install.sh [build|test]
set -euo pipefail

need=${1:-build}

say() { printf '%s\n' "$*" >&2; }

lines() {
  say "Debian, Ubuntu:  sudo apt-get install -y ${debian[*]}"
  say "Fedora:          sudo dnf install -y gcc libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel mesa-libGL-devel wayland-devel libxkbcommon-devel xorg-x11-server-Xvfb xdotool ImageMagick"
  say "macOS:           xcode-select --install"
  say "Windows:         winget install -e --id MSYS2.MSYS2   then, in its shell:  pacman -S mingw-w64-x86_64-gcc"
}

debian=(gcc libgl1-mesa-dev xorg-dev libwayland-dev libxkbcommon-dev libgl1-mesa-dri)
screen=(xvfb xauth xdotool imagemagick)
if [[ $need == test || -z ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  debian+=("${screen[@]}")
fi

if ! command -v go >/dev/null; then
  say "Go is missing (1.26 or newer): https://go.dev/dl/"
  exit 1
fi

case $(uname -s) in
Linux) ;;
Darwin)
  if ! command -v cc >/dev/null; then
    lines
    exit 1
  fi
  exit 0
  ;;
*)
  if ! command -v gcc >/dev/null; then
    lines
    exit 1
  fi
  exit 0
  ;;
esac

if command -v dpkg-query >/dev/null; then
  missing=()
  for package in "${debian[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $state == installed ]] || missing+=("$package")
  done
  ((${#missing[@]} == 0)) && exit 0
  root=()
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      say "These packages are missing and can't be installed without a password: ${missing[*]}"
      lines
      exit 1
    fi
    root=(sudo -n)
  fi
  say "installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}")
  if ! "${install[@]}" >/dev/null 2>&1; then
    "${root[@]}" apt-get update -qq
    "${install[@]}" >/dev/null
  fi
  exit 0
fi

# Another Linux: the tools tell whether their packages are there.
wanted=(gcc)
[[ $need == test ]] && wanted+=(Xvfb xdotool import)
for tool in "${wanted[@]}"; do
  if ! command -v "$tool" >/dev/null; then
    say "$tool is missing."
    lines
    exit 1
  fi
done
