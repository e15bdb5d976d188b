#!/bin/sh
# Install the system's Chromium for the browser tests if we may; they are skipped without it.
set -eu
command -v chromium >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests ..."
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq -o DPkg::Lock::Timeout=120 \
        --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
echo "###################################################################################" >&2
echo "# BROWSER TESTS WILL BE SKIPPED: no chromium on PATH (sudo apt-get install chromium)" >&2
echo "###################################################################################" >&2
