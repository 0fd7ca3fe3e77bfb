// Reads a board's power and energy sensors several times a second, in POSIX shell and what busybox has.
import { quote } from '../ssh';

export const EXIT_NO_SENSOR = 66;

/** Other folders for tests. */
export interface SensorPlaces {
  readonly sys: string;
}

/** No more samples than this, whatever becomes of the link: an hour of them, which is the longest timing. */
const MAX_SAMPLES = 20_000;

/**
 * Prints `sensor UNIT RANGE NAME` per sensor, `denied FILE` per one that it may not read, then `sampling`, and until
 * its input ends `sample SECONDS VALUE VALUE …` in the order of the sensors: seconds since boot, µJ or µW, - for none.
 * The range is where a counter starts again from 0; 0 if that is not known. RAPL's subzones are left out, since their
 * zones have what they have, and so are graphics cards, which have no part in it.
 */
export const energyScript = ({ sys }: SensorPlaces = { sys: '/sys' }): string => `
LC_ALL=C; export LC_ALL
cd ${quote(sys)}/class 2> /dev/null || exit ${EXIT_NO_SENSOR}
files=
look() {
  [ -e "$3" ] || return 0
  if read -r value < "$3"; then files="$files $3"; echo "sensor $1 $2 $4"; else echo "denied $3"; fi
} 2> /dev/null
for zone in powercap/intel-rapl:*; do
  case \${zone##*/} in *:*:*) continue;; esac
  name=\${zone##*/}; range=0
  [ -r "$zone/name" ] && read -r name < "$zone/name"
  [ -r "$zone/max_energy_range_uj" ] && read -r range < "$zone/max_energy_range_uj"
  look uj "$range" "$zone/energy_uj" "RAPL $name"
done
for chip in hwmon/hwmon*; do
  name=\${chip##*/}
  [ -r "$chip/name" ] && read -r name < "$chip/name"
  case $name in amdgpu|i915|nouveau|radeon|xe) continue;; esac
  for file in "$chip"/energy*_input "$chip"/power*_input; do
    channel=\${file##*/}; channel=\${channel%_input}; label=$channel
    [ -r "$chip/\${channel}_label" ] && read -r label < "$chip/\${channel}_label"
    case $channel in energy*) unit=uj;; *) unit=uw;; esac
    look $unit 0 "$file" "hwmon $name $label"
  done
done
[ -n "$files" ] || exit ${EXIT_NO_SENSOR}
sample() {
  read -r now rest < /proc/uptime
  line="sample $now"
  for file in $files; do
    value=-
    read -r value < "$file"
    line="$line \${value:--}"
  done
  echo "$line"
} 2> /dev/null
pause=0.2
sleep $pause 2> /dev/null || pause=1
echo sampling
{
  number=0
  while [ $number -lt ${MAX_SAMPLES} ]; do
    sample
    sleep $pause
    number=$((number + 1))
  done
} < /dev/null &
sampler=$!
while read -r beat; do :; done
kill $sampler 2> /dev/null
wait $sampler 2> /dev/null
sample
exit 0`;
