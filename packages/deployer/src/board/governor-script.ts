// Sets the clock governor of a board, and sets it back: a guard on the board itself, which also does so when it hears
// nothing any more, so that neither a lost link nor the end of this process leaves the board as it was for the timing.
//
// What was set before is kept in /run, which a reboot empties as it resets the governor: a guard that was killed leaves
// it to the next one.
import { quote } from '../ssh';

export const EXIT_NO_GOVERNOR = 66;
export const EXIT_NOT_ROOT = 67;
export const EXIT_OTHER_GUARD = 68;
export const EXIT_UNKNOWN_GOVERNOR = 69;
/** It had heard nothing, and has set the governor back. */
const EXIT_SILENCE = 70;

/** Other folders for tests. */
export interface GuardPlaces {
  readonly sys: string;
  readonly run: string;
  /** Without a line on standard input for this long it sets the governor back. */
  readonly maxSilenceSeconds: number;
}

const PLACES: GuardPlaces = { sys: '/sys', run: '/run', maxSilenceSeconds: 15 };

/** Prints `governor NAME`, the name of what was set before, once it is set; ends when its input does. */
export const governorScript = (governor: string, places: Partial<GuardPlaces> = {}): string => {
  const { sys, run, maxSilenceSeconds } = { ...PLACES, ...places };
  return `
LC_ALL=C; export LC_ALL
# One for each clock; before Linux 4.4 one for each core.
set -- ${quote(sys)}/devices/system/cpu/cpufreq/policy*/scaling_governor
[ -e "$1" ] || set -- ${quote(sys)}/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor
[ -e "$1" ] || exit ${EXIT_NO_GOVERNOR}
names=$(cat "\${1%/*}/scaling_available_governors" 2> /dev/null) && case " $names " in
  *' '${quote(governor)}' '*) ;;
  *) echo "$names" >&2; exit ${EXIT_UNKNOWN_GOVERNOR};;
esac
guard=${quote(guardScript(governor, run, maxSilenceSeconds))}
if [ -w "$1" ]; then exec sh -c "$guard" bitplane-governor "$@"
elif sudo -n true 2> /dev/null; then exec sudo -n sh -c "$guard" bitplane-governor "$@"
else exit ${EXIT_NOT_ROOT}
fi`;
};

const guardScript = (governor: string, run: string, maxSilenceSeconds: number): string => `
lock=${quote(run)}/bitplane-governor
if ! mkdir "$lock"; then
  read -r pid < "$lock/pid" && grep -q bitplane-governor "/proc/$pid/cmdline" && exit ${EXIT_OTHER_GUARD}
fi 2> /dev/null
echo $$ > "$lock/pid" || exit ${EXIT_NOT_ROOT}
rm -f "$lock/beat" "$lock/end"
[ -e "$lock/kept" ] || { for file; do echo "$(cat "$file") $file"; done > "$lock/new" && mv "$lock/new" "$lock/kept"; }
restore() {
  trap '' HUP INT TERM PIPE
  while read -r value file; do echo "$value" > "$file"; done < "$lock/kept"
  rm -rf "$lock"
}
trap restore EXIT
trap 'exit 1' HUP INT TERM PIPE
for file; do echo ${quote(governor)} > "$file" || exit 1; done
exec 3<&0
{
  trap '' HUP INT TERM PIPE
  while read -r line; do : > "$lock/beat"; done
  : > "$lock/end"
  # The guard itself may have been killed.
  sleep 3
  read -r pid < "$lock/pid" && [ "$pid" = $$ ] && restore
} <&3 > /dev/null 2>&1 &
exec 3<&-
read -r before rest < "$lock/kept"
echo "governor $before"
silence=0
while [ ! -e "$lock/end" ] && [ $silence -lt ${maxSilenceSeconds} ]; do
  sleep 1
  if [ -e "$lock/beat" ]; then rm -f "$lock/beat"; silence=0; else silence=$((silence + 1)); fi
done
[ $silence -lt ${maxSilenceSeconds} ] || exit ${EXIT_SILENCE}
exit 0`;
