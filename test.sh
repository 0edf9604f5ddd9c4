#!/usr/bin/env bash
# Passes all tests, and brings what they need. On Debian and Ubuntu missing system packages are
# installed where that is allowed; elsewhere they are named.
set -euo pipefail
cd "$(dirname "$0")"

# The window is drawn in tests by a software Vulkan driver; xkbcommon and EGL are opened at run time.
packages=(libegl1 libgl1-mesa-dri libxkbcommon-x11-0 mesa-vulkan-drivers)

missing_packages() {
  local package
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

if command -v dpkg-query >/dev/null; then
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]})); then
    as_root=()
    [[ $(id -u) -eq 0 ]] || as_root=(sudo -n)
    if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null; then
      echo "These packages are missing and could not be installed: ${missing[*]}" >&2
      exit 1
    fi
  fi
else
  echo "Needed at run time: a Vulkan driver (software is enough: Mesa's lavapipe), libEGL, libxkbcommon-x11" >&2
fi

cargo fmt --check
cargo clippy --locked --all-targets -- --deny warnings
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked
else
  cargo test --locked
fi
