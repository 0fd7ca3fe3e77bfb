// What a board is asked, in one command: POSIX shell and what busybox has. Each answer stands under a line `@@ name`; what is not there stays empty.

export const PROBE_SCRIPT = `
ask() { printf '\\n@@ %s\\n' "$1"; shift; "$@" 2>/dev/null; }
show() { for f in "$@"; do [ -r "$f" ] && tr -d '\\000' < "$f" && echo; done; }
ask stand-in printenv BITPLANE_STAND_IN
ask system uname -s
ask machine uname -m
ask shell sh -c 'head -c 40 /bin/sh | od -An -v -tx1'
ask libc getconf GNU_LIBC_VERSION
ask musl sh -c 'ls /lib/ld-musl-*'
ask cores getconf _NPROCESSORS_ONLN
ask cpuinfo cat /proc/cpuinfo
ask model show /proc/device-tree/model
ask product show /sys/class/dmi/id/sys_vendor /sys/class/dmi/id/product_name
ask apple sysctl -n hw.model machdep.cpu.brand_string hw.ncpu
ask governor show /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor
ask load show /proc/loadavg
ask thermal sh -c 'for z in /sys/class/thermal/thermal_zone*; do [ -r "$z/temp" ] && echo "$(cat "$z/type") $(cat "$z/temp")"; done'
ask tools sh -c 'for t in sha256sum shasum timeout; do command -v $t > /dev/null && echo $t; done'
true
`;
