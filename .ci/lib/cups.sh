#!/bin/sh
# A private CUPS with one queue, DESK, that prints to PDF files: for tests, the
# journey and CI, beside or without a CUPS of the system.
#
#   .ci/lib/cups.sh start DIR   starts it in DIR unless it answers there already,
#                               waits until the queue is there, and prints two
#                               lines for eval: CUPS_SERVER=… and CUPS_PRINTS=…
#   .ci/lib/cups.sh stop DIR    ends it and waits for its end
#
# Needs root (the backend cups-pdf changes users) and the packages cups,
# cups-client and printer-driver-cups-pdf. DIR must be short: the path of a
# socket has at most 107 bytes. Exit code 3 says that something needed is absent.
set -eu

action=${1:?start or stop}
dir=${2:?directory}
socket=$dir/cups.sock
ppd=lsb/usr/cups-pdf/CUPS-PDF_noopt.ppd

absent() {
    echo "cups.sh: $1" >&2
    exit 3
}

answers() {
    [ -S "$socket" ] && lpstat -h "$socket" -r 2>/dev/null | grep -q 'is running'
}

configure() {
    mkdir -p "$dir/etc/ppd" "$dir/cache" "$dir/spool/tmp" "$dir/state" "$dir/log"
    cat >"$dir/etc/cups-files.conf" <<CONF
SystemGroup root
ServerRoot $dir/etc
CacheDir $dir/cache
RequestRoot $dir/spool
TempDir $dir/spool/tmp
StateDir $dir/state
ServerKeychain $dir/etc/ssl
AccessLog $dir/log/access_log
ErrorLog $dir/log/error_log
PageLog $dir/log/page_log
CONF
    cat >"$dir/etc/cupsd.conf" <<CONF
LogLevel warn
Listen $socket
Browsing Off
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
PreserveJobFiles No
JobRetryInterval 5
MaxLogSize 1m
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues none
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
CONF
    # The print system runs filters as user lp, who must reach the spool.
    chmod 755 "$dir" "$dir/etc"
    chgrp -R lp "$dir/etc" "$dir/cache" "$dir/spool" "$dir/state" 2>/dev/null || true
    chmod 1770 "$dir/spool/tmp"
}

start() {
    [ "$(id -u)" = 0 ] || absent "needs root"
    cupsd=$(command -v cupsd || echo /usr/sbin/cupsd)
    [ -x "$cupsd" ] || absent "package cups is not installed"
    command -v lpadmin >/dev/null || absent "package cups-client is not installed"
    [ -e /usr/lib/cups/backend/cups-pdf ] || absent "package printer-driver-cups-pdf is not installed"
    if ! answers; then
        configure
        "$cupsd" -f -c "$dir/etc/cupsd.conf" -s "$dir/etc/cups-files.conf" </dev/null >"$dir/log/cupsd.out" 2>&1 &
        echo $! >"$dir/pid"
        tries=0
        until answers; do
            tries=$((tries + 1))
            kill -0 "$(cat "$dir/pid")" 2>/dev/null || { cat "$dir/log/cupsd.out" "$dir/log/error_log" >&2; exit 1; }
            [ "$tries" -lt 100 ] || { cat "$dir/log/error_log" >&2; exit 1; }
            sleep 0.1
        done
    fi
    lpstat -h "$socket" -p DESK >/dev/null 2>&1 ||
        lpadmin -h "$socket" -p DESK -E -v cups-pdf:/ -m "$ppd" 2>>"$dir/log/lpadmin.out"
    lpadmin -h "$socket" -d DESK
    home=$(getent passwd "$(id -un)" | cut -d: -f6)
    echo "CUPS_SERVER=$socket"
    echo "CUPS_PRINTS=$home/PDF"
}

stop() {
    [ -f "$dir/pid" ] || return 0
    pid=$(cat "$dir/pid")
    kill "$pid" 2>/dev/null || true
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    rm -f "$dir/pid"
}

case $action in
start) start ;;
stop) stop ;;
*) echo "cups.sh: start or stop, not $action" >&2; exit 2 ;;
esac
