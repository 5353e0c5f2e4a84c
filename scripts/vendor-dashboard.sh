#!/usr/bin/env bash
# Fetches the dashboard's libraries from npm into crates/dashboard/assets/vendor, with their
# licences. Packages are pinned by version and sha256 (scripts/vendor-dashboard.sha256); bare
# import specifiers become relative ones, because an import map would be an inline script.
# To take a newer version: change PACKAGES and crates/dashboard/package.json, run with --update,
# and read what changed.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=(preact@11.2.0 @preact/signals@2.11.4 @preact/signals-core@1.14.5 htm@3.1.1 uplot@1.6.32 uqr@0.1.3)
SUMS=$PWD/scripts/vendor-dashboard.sha256
VENDOR=$PWD/crates/dashboard/assets/vendor
scripts/need-tool.sh npm

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for package in "${PACKAGES[@]}"; do
  (cd "$work" && npm pack --silent "$package" >/dev/null)
done
if [ "${1:-}" = "--update" ]; then
  (cd "$work" && sha256sum -- *.tgz >"$SUMS")
fi
(cd "$work" && sha256sum --check --quiet --strict "$SUMS")

# Unpacks NAME's tarball to $work/NAME.
unpack() {
  mkdir -p "$work/$1"
  tar -xzf "$work/$2" -C "$work/$1" --strip-components=1
}

# Writes FILE of NAME to the vendor folder, its imports made relative, without the line
# that names a source map which is not here.
take() {
  sed -E \
    -e 's#(from|import) ?"preact/hooks"#\1"./hooks.js"#g' \
    -e 's#(from|import) ?"preact"#\1"./preact.js"#g' \
    -e 's#(from|import) ?"@preact/signals-core"#\1"./signals-core.js"#g' \
    -e 's#//\# sourceMappingURL=.*$##' \
    "$work/$1/$2" >"$VENDOR/$3"
}

unpack preact preact-11.2.0.tgz
unpack signals preact-signals-2.11.4.tgz
unpack signals-core preact-signals-core-1.14.5.tgz
unpack htm htm-3.1.1.tgz
unpack uplot uplot-1.6.32.tgz
unpack uqr uqr-0.1.3.tgz

mkdir -p "$VENDOR"
take preact dist/preact.mjs preact.js
take preact hooks/dist/hooks.mjs hooks.js
take signals dist/signals.mjs signals.js
take signals-core dist/signals-core.mjs signals-core.js
take htm dist/htm.mjs htm.js
# Minified there is only the classic script; it becomes a module by its last line.
take uplot dist/uPlot.iife.min.js uplot.js
printf '\nexport default uPlot;\n' >>"$VENDOR/uplot.js"
take uplot dist/uPlot.min.css uplot.css
take uqr dist/index.mjs uqr.js
for name in preact signals signals-core htm uplot uqr; do
  cp "$work/$name/LICENSE" "$VENDOR/LICENSE-$name"
done

if grep -lE '(^|;)(import|export)[^;]*from ?"[^./]' "$VENDOR"/*.js; then
  echo "these files still import by a bare name" >&2
  exit 1
fi
if grep -nE 'innerHTML *=|insertAdjacentHTML|document\.write|new Function|[^a-zA-Z.]eval\(' "$VENDOR/uplot.js" "$VENDOR/uqr.js" "$VENDOR/htm.js"; then
  echo "these lines would break the Content-Security-Policy" >&2
  exit 1
fi
(cd "$VENDOR" && sha256sum -- *.js *.css LICENSE-* >SHA256SUMS)
echo "vendored: ${PACKAGES[*]}"
