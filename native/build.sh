#!/bin/sh
# build.sh [FOLDER]: makes faultp11.so, and for its tests the same with sanitizers and a test
# program, in FOLDER (target). Run by Maven, or by hand. Without a C compiler or the PKCS#11 headers
# it makes nothing, says so and is content; FAULTP11=required makes that an error.
set -eu
cd -- "$(dirname -- "$0")"
target=${1:-target}
mkdir -p "$target/test"

leave_out() {
  echo "[WARNING] native: faultp11.so and its tests are left out: $1"
  rm -rf "$target/faultp11.so" "$target/test"
  echo "$1" >"$target/left-out"
  [ "${FAULTP11:-}" = required ] && exit 1
  exit 0
}

CC=${CC:-cc}
command -v "$CC" >/dev/null || leave_out "no C compiler (Debian: apt-get install gcc libc6-dev)"

# As system headers, so that their warnings are not ours.
headers=$(pkg-config --cflags nss nspr 2>/dev/null) || headers='-I/usr/include/nss -I/usr/include/nspr'
headers=$(echo "$headers" | sed 's/-I/-isystem /g')
flags="-std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g -pthread $headers"

printf '#include <pkcs11.h>\nCK_FUNCTION_LIST_3_0 list;\n' >"$target/test/headers.c"
# shellcheck disable=SC2086
"$CC" $flags -fsyntax-only "$target/test/headers.c" 2>"$target/test/headers.log" ||
  leave_out "no PKCS#11 3.0 headers (Debian: apt-get install libnss3-dev)"

# Whether a file is older than what it is made of.
stale() {
  [ ! -e "$1" ] || [ -n "$(find build.sh src/main/c src/test/c -newer "$1" -type f)" ]
}

# make OUTPUT FLAG... : nothing half done is left behind.
make() {
  output=$1
  shift
  stale "$output" || return 0
  echo "native: $output"
  # shellcheck disable=SC2086
  "$CC" $flags "$@" -o "$output.new" -ldl
  mv "$output.new" "$output"
}

module="-fPIC -shared -fvisibility=hidden -Wl,-Bsymbolic"
sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

rm -f "$target/left-out"
# shellcheck disable=SC2086
{
  make "$target/faultp11.so" $module -Wl,--no-undefined src/main/c/*.c
  make "$target/test/faultp11.so" $module $sanitizers src/main/c/*.c
  make "$target/test/faultp11-test" $sanitizers src/test/c/*.c
}
