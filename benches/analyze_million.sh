#!/usr/bin/env bash
# Writes a million full-size Okta records (about 2.5 GB) into FOLDER, once, and times `analyze` on
# them: wall seconds, processor seconds, peak memory. A second command, if given, is timed on the
# same file in turn, for a ratio in the same run.
#   benches/analyze_million.sh FOLDER ['python3 peer.py']
set -euo pipefail
folder=$(realpath "${1:?usage: benches/analyze_million.sh FOLDER [OTHER COMMAND]}")
other=${2:-}
file=$folder/okta_million.jsonl
cd "$(dirname "$0")/.."

cargo build --release --locked
[[ -s $file ]] || cargo run --locked --example write_benchmark -- --records 1006297 --out "$file"
cat "$file" >/dev/null # into the page cache

for run in 1 2 3; do
  echo "run $run"
  /usr/bin/time -f "  analyze  %e s wall, %U s user, %S s system, %M kB peak" \
    target/release/pushscope analyze "$file" --format json >/dev/null
  if [[ -n $other ]]; then
    # shellcheck disable=SC2086 # the other command is given as words
    /usr/bin/time -f "  other    %e s wall, %U s user, %S s system, %M kB peak" $other "$file" >/dev/null
  fi
done
