#!/bin/sh
# Make a virtual environment with a Python that really works: venv.sh FOLDER
set -eu
folder=$1

# A shim on PATH may name a Python that is not installed, so each one is asked.
fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

if "$folder/bin/python" -m pip --version >/dev/null 2>&1 && fits "$folder/bin/python"; then
    exit 0
fi

python=
for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if fits "$name"; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Kontor needs Python 3.11, 3.12 or 3.13: install one, or say make PYTHON=/path/to/it" >&2
    exit 1
fi

# Debian keeps venv in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
    else
        echo "Python's venv module is missing: sudo apt-get install $package" >&2
        exit 1
    fi
fi

echo "Creating $folder with $("$python" --version) ..."
"$python" -m venv --clear "$folder"
