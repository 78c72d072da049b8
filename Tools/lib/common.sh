# Shared by the scripts in Tools/: where things are, Debian packages, the Python environment, processes.
# Sourced, never run. The caller has `set -euo pipefail`.
# shellcheck shell=bash

kartka_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kartka_build=$kartka_root/.build
kartka_venv=$kartka_root/.venv
export SWIFT_BACKTRACE=enable=no  # A crash ends at once with its exit status; nothing waits for a debugger.

# Debian packages to build, and those that the tests and the demonstration use besides.
build_packages=(libssl-dev libpcsclite-dev zlib1g-dev)
card_packages=(pcscd vsmartcard-vpcd)
test_packages=(python3 python3-venv python3-pyscard opensc openssl gcc g++ pkg-config)

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Runs a command as root: directly, through sudo, or not at all with the reason.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root: $* (run as root, or install sudo)"
    fi
}

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' \
            || echo "$package"
    done
}

# Installs what is missing, and only then touches apt: the second time works offline.
need_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || die "missing: ${missing[*]} (no apt-get here: install them by hand)"
    echo "installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
}

need_swift() {
    command -v swift >/dev/null || die "Swift 6.3 is not on PATH (swift.org/install/linux, Debian 12)"
    swift --version 2>/dev/null | grep -qE 'Swift version (6\.([3-9]|[1-9][0-9])|[7-9])' \
        || die "Swift 6.3 or later is needed; here is: $(swift --version 2>/dev/null | head -n 1)"
}

# A Python environment of our own with the pinned packages; made anew only when the pins change.
need_python() {
    local pins=$kartka_root/Tests/Interop/requirements.txt wanted
    wanted=$(sha256sum "$pins" | cut -d ' ' -f 1)
    [ "$(cat "$kartka_venv/.pins" 2>/dev/null || true)" != "$wanted" ] || return 0
    rm -rf "$kartka_venv"
    /usr/bin/python3 -m venv --system-site-packages "$kartka_venv"
    "$kartka_venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: -r "$pins"
    echo "$wanted" >"$kartka_venv/.pins"
}

# Ends a process started by us, and waits for it.
end_process() {
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
