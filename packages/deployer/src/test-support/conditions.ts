// What a Raspberry Pi answers to CONDITIONS_SCRIPT.

export interface BoardAnswer {
  readonly governor?: string;
  /** Of the fastest core, in kHz. */
  readonly frequency?: string;
  readonly thermal?: string;
  readonly throttled?: string;
  /** Ticks that the four cores were busy and idle. */
  readonly stat?: readonly [busy: number, idle: number];
  /** Name, number, ticks. */
  readonly processes?: readonly (readonly [name: string, id: number, ticks: number])[];
}

const TWO_PROCESSES = [
  ['systemd', 1, 30],
  ['a (b) c', 7, 12],
] as const;

export function aBoardAnswer(answer: BoardAnswer = {}): string {
  const [busy, idle] = answer.stat ?? [1000, 9000];
  const sections = {
    governor: answer.governor ?? 'ondemand',
    frequency: `600000\n${answer.frequency ?? '1500000'}`,
    'max-frequency': '1800000\n1800000',
    load: '0.10 0.05 0.01 1/150 999',
    thermal: `gpu-thermal 51000\n${answer.thermal ?? 'cpu-thermal 48312'}`,
    throttled: `throttled=${answer.throttled ?? '0x50000'}`,
    stat: `cpu  ${busy - 5} 0 3 ${idle - 50} 50 1 1 0 0 0\n${[0, 1, 2, 3].map((core) => `cpu${core} 1 2 3 4`).join('\n')}\nintr 1`,
    processes: (answer.processes ?? TWO_PROCESSES)
      .map(([name, id, ticks]) => `${id} (${name}) S 0 1 1 0 -1 4194560 1 2 3 4 ${ticks - 2} 2 0 0 20 0`)
      .join('\n'),
    end: 'end',
  };
  return Object.entries(sections)
    .map(([name, text]) => `\n@@ ${name}\n${text}\n`)
    .join('');
}
