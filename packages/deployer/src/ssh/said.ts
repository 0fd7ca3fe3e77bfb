// What a command printed, short enough for a message.
import type { ExecOutcome } from './marked-output';

const MAX_LINES = 3;
const MAX_LENGTH = 240;

/** For example `exit code 127, "sh: uname: not found"`: the error output's first lines, or else the output's. */
export function said({ code, stdout, stderr }: ExecOutcome): string {
  const text = firstLines(stderr) || firstLines(stdout);
  const exit = code === null ? 'no exit code' : `exit code ${code}`;
  return text === '' ? `${exit} and no output` : `${exit}, "${text}"`;
}

function firstLines(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    // Colours and other control sequences of a terminal.
    // eslint-disable-next-line no-control-regex
    .map((line) => line.replace(/\x1b\[[\d;?]*[A-Za-z]|[\x00-\x1f\x7f]/g, '').trim())
    .filter(Boolean);
  const short = lines.slice(0, MAX_LINES).join(' / ');
  return short.length > MAX_LENGTH || lines.length > MAX_LINES ? `${short.slice(0, MAX_LENGTH)} …` : short;
}
