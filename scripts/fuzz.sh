#!/usr/bin/env bash
# Feeds the reader of envelopes made-up bytes for FUZZ_SECONDS (60), starting from the
# published vectors. What it finds lands in fuzz/artifacts, and fails the run. It needs
# a C++ compiler; RUSTC_BOOTSTRAP lets the stable compiler build the instrumentation.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-tools.sh fuzz
python3 fuzz/seeds.py docs/encryption-vectors.json fuzz/corpus/envelope
export RUSTC_BOOTSTRAP=1
cargo fuzz run --target-dir target/fuzz envelope -- \
  -max_total_time="${FUZZ_SECONDS:-60}" -max_len=4096 -len_control=0 \
  -dict=fuzz/envelope.dict -timeout=5 -print_final_stats=1
