#!/bin/sh
# Chromium as harness/chromium.ts starts it. Chromium ends when its pipes to the caller close, also if the caller was
# killed, which then removes neither folder.
"$CHROMIUM_EXECUTABLE" "$@"
status=$?
for arg; do
  case "$arg" in --user-data-dir=*) rm -rf "${arg#*=}" ;; esac
done
rm -rf "$CHROMIUM_ARTIFACTS"
exit $status
