#!/bin/sh
# zig cc takes -exported_symbols_list for macOS without a word, and exports everything all the same.
#
# ziglang 0.17.1 from PyPI. Apple's linker and LLVM's lld export only the names in the list. zig's linker for Mach-O
# reads the option, says nothing, ends with 0, and the library exports all functions; the form for one name,
# -exported_symbol, is rejected with "unsupported linker arg". A way around it, tried here as well:
# -fvisibility=hidden, and an attribute for what is to be seen. lief 1.0.0 reads the library. Seen on Linux x86-64 with
# Python 3.11. Ends with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
  --no-deps --no-compile --target packages lief==1.0.0 ziglang==0.17.1
export PYTHONPATH="$folder/packages" ZIG_GLOBAL_CACHE_DIR="$folder/cache" ZIG_LOCAL_CACHE_DIR="$folder/cache"

printf '__attribute__((visibility("default"))) int wanted(void) { return 1; }\nint unwanted(void) { return 2; }\n' >code.c
echo _wanted >list
build() {
  python3 -m ziglang cc -target "$1-macos.11.0" -shared code.c -o "$1.dylib" "$2"
}
for processor in aarch64 x86_64; do
  for option in -Wl,-exported_symbols_list,list -fvisibility=hidden; do
    build "$processor" "$option"
    python3 - "$processor" <<'SCRIPT'
import sys

import lief

lief.logging.disable()
library = lief.parse(f"{sys.argv[1]}.dylib")
names = {function.name for function in library.exported_functions}
print(sys.argv[1], " ".join(sorted(names & {"_wanted", "_unwanted"})))
SCRIPT
  done
done | tee exports
build aarch64 -Wl,-exported_symbol,_wanted 2>error || true
cat error

cat >expected <<'EXPECTED'
aarch64 _unwanted _wanted
aarch64 _wanted
x86_64 _unwanted _wanted
x86_64 _wanted
EXPECTED
cmp exports expected
grep -q "unsupported linker arg" error
