// What a board is asked just before and after a timing, in POSIX shell and what busybox has, as PROBE_SCRIPT is.
import { ASKING } from './probe-script';

export const CONDITIONS_SCRIPT = `
${ASKING}
thermal() { for z in /sys/class/thermal/thermal_zone*; do [ -r "$z/temp" ] && echo "$(cat "$z/type") $(cat "$z/temp")"; done; }
throttled() { vcgencmd get_throttled || { printf throttled=0x; cat /sys/devices/platform/soc/soc:firmware/get_throttled; }; }
ask governor show /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor
ask frequency show /sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_cur_freq
ask max-frequency show /sys/devices/system/cpu/cpu[0-9]*/cpufreq/cpuinfo_max_freq
ask load show /proc/loadavg
ask thermal thermal
ask throttled throttled
ask stat cat /proc/stat
ask processes cat /proc/[0-9]*/stat
ask end echo end
true
`;
