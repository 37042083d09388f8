#!/bin/sh
# Chromium as harness/chromium.ts starts it. Chromium ends when its pipes to the caller close, also if the caller was
# killed, which then removes neither folder.
"$CHROMIUM_EXECUTABLE" "$@"
status=$?

# A process of Chromium may still write.
remove() {
  tries=0
  until rm -rf "$1" 2>/dev/null && [ ! -e "$1" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || return
    sleep 0.1
  done
}

for arg; do
  case "$arg" in --user-data-dir=*) remove "${arg#*=}" ;; esac
done
remove "$CHROMIUM_ARTIFACTS"
exit $status
