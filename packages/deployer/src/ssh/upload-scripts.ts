// What a host runs for an upload, in POSIX shell and what busybox has. What has come of a file whose upload was cut
// stays beside it, under a name that tells its content, and the next upload of the same bytes continues there.
//
//     FILE.part-TAG        what a cut upload has left: whoever renames it first may continue it
//     FILE.part-TAG.PID    of the shell that writes it; if no such process runs, it was cut as well
import { quote } from './quote';

export interface Upload {
  readonly path: string;
  readonly executable: boolean;
  readonly sha256: string;
  readonly nbytes: number;
  readonly checksumCommand: string;
}

export const EXIT_BAD_CHECKSUM = 65;
/** Somebody else continues what was there. */
export const EXIT_TAKEN = 67;
/** The input ended before the file did. */
export const EXIT_CUT = 68;
/** A host to which nothing comes for this long takes the link for lost; `connect` gives up earlier. */
const SILENCE = { maxSeconds: 20, lookSeconds: 1 };

const partOf = ({ path, sha256 }: Upload): string => `${quote(path)}.part-${sha256.slice(0, 16)}`;

/** Error messages in English: they are read. Sizes without the spaces that some systems have before them. */
const PREAMBLE = `LC_ALL=C; export LC_ALL
size_of() { echo $(($(wc -c < "$1"))); }`;

/**
 * Makes the folder, removes what was left of other contents, and prints `part SIZE SHA256` for what is there of this
 * one, then the free space as df does, if it can.
 */
export function preparation(upload: Upload, folder: string): string {
  const part = partOf(upload);
  const tag = upload.sha256.slice(0, 16);
  return `${PREAMBLE}
# The number may have come to another program, and a dead process may wait for its parent.
is_uploading() {
  kill -0 "$1" 2> /dev/null || return 1
  [ -r "/proc/$1/cmdline" ] || return 0
  case $(tr -d '\\000' < "/proc/$1/cmdline") in *.part-*) return 0;; esac
  return 1
}
mkdir -p ${quote(folder)} || exit 1
for left in ${quote(upload.path)}.part-*; do
  [ -f "$left" ] || continue
  name=\${left##*.part-}
  case $name in *.*) is_uploading "\${name#*.}" && continue;; esac
  case $name in
    ${tag}) ;;
    ${tag}.*) mv -f "$left" ${part};;
    *) rm -f "$left";;
  esac
done
[ -f ${part} ] && echo "part $(size_of ${part}) $(${upload.checksumCommand} < ${part} | cut -c1-64)"
df -Pk ${quote(folder)} 2> /dev/null
true`;
}

/**
 * Takes the bytes from \`first\` on from standard input, checks all of the file, and gives it its name. The file is
 * removed where it cannot be written or is wrong; it stays as a part if the input ends early or nothing
 * comes any more.
 */
export function reception(upload: Upload, first: number, { maxSeconds, lookSeconds } = SILENCE): string {
  const part = partOf(upload);
  return `${PREAMBLE}
# mv would put the file into a folder of that name.
[ ! -d ${quote(upload.path)} ] || { echo 'it is a folder there' >&2; exit 1; }
mine=${part}.$$
writer=; watchdog=
leave() {
  kill $writer $watchdog 2> /dev/null
  [ -s "$mine" ] && mv -f "$mine" ${part}
  rm -f "$mine"
}
trap leave EXIT; trap 'exit 1' HUP INT TERM PIPE
${
  first === 0
    ? `rm -f ${part}; : > "$mine" || exit 1`
    : `mv ${part} "$mine" 2> /dev/null && [ "$(size_of "$mine")" = ${first} ] || exit ${EXIT_TAKEN}`
}
exec 3<&0
cat <&3 >> "$mine" & writer=$!
exec 3<&-
# A signal that comes just after a fork may be lost: the watchdog also ends when the file has got its name.
{
  silence=0; last=-1
  while [ $silence -lt ${maxSeconds} ]; do
    sleep ${lookSeconds}
    [ -f "$mine" ] || exit
    now=$(size_of "$mine")
    if [ "$now" = "$last" ]; then silence=$((silence + ${lookSeconds})); else silence=0; last=$now; fi
  done
  kill $writer
} < /dev/null > /dev/null 2>&1 & watchdog=$!
wait $writer; code=$?
kill $watchdog
writer=; watchdog=
[ $code -lt 128 ] || exit ${EXIT_CUT}
[ $code = 0 ] || { rm -f "$mine"; exit 1; }
[ "$(size_of "$mine")" -ge ${upload.nbytes} ] || exit ${EXIT_CUT}
sum=$(${upload.checksumCommand} < "$mine" | cut -c1-64)
[ "$sum" = ${upload.sha256} ] || { rm -f "$mine"; exit ${EXIT_BAD_CHECKSUM}; }
chmod ${upload.executable ? 755 : 644} "$mine" && mv -f "$mine" ${quote(upload.path)} || { rm -f "$mine"; exit 1; }`;
}
