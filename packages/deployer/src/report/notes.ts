// What a reader of a comparison must know before believing its numbers.
import type { ComparisonRow } from './comparison-row';
import { leftOutLines } from './engines';
import type { Report } from './schema';

export function notesOn(rows: readonly ComparisonRow[]): string[] {
  const [first] = rows;
  const named = (chosen: readonly ComparisonRow[]) =>
    chosen.length === rows.length ? 'all rows' : chosen.map(({ label }) => `“${label}”`).join(', ');
  const distinct = (pick: (report: Report) => string | null) =>
    new Set(rows.map(({ report }) => pick(report)).filter((x) => x !== null));
  const notes: string[] = [];
  const note = (chosen: readonly ComparisonRow[], say: (names: string) => string) => {
    if (chosen.length > 0) notes.push(say(named(chosen)));
  };

  note(
    rows.filter(({ isOtherModel }) => isOtherModel),
    (names) =>
      `${names} ran a different network than “${first.report.model.name}”: that is other work, not other speed.`,
  );
  note(
    rows.filter(({ report }) => report.board.stand_in),
    (names) => `No board: ${names} ran on the computer itself, our own program reached through a built-in SSH server.`,
  );
  note(
    rows.filter(({ report }) => report.source === 'emulated'),
    (names) => `Emulated: times of ${names} say nothing about real hardware.`,
  );
  note(
    rows.filter(({ report }) => report.source === 'icount'),
    (names) => `Instructions, not speed: ${names} ran in an emulator whose clock counts them.`,
  );
  note(
    rows.filter(({ report }) => report.source === 'model'),
    (names) => `Estimates, not measurements: ${names}.`,
  );
  note(
    rows.filter(({ report }) => (report.verify?.mismatches ?? 0) > 0),
    (names) => `Wrong results: ${names} differ from the golden vectors.`,
  );
  if (distinct(({ board }) => `${board.model} ${board.cpu}`).size > 1)
    notes.push('Not all rows come from the same kind of board.');
  note(
    rows.filter(({ difference }) => difference?.verdict === 'unknown'),
    (names) => `Reports of version 1, and some of few rounds, do not say how sure a difference is: ${names}.`,
  );
  if (distinct(({ program, engine }) => (engine === 'bitplane' ? program.commit : null)).size > 1)
    notes.push('Not all rows of our own program come from the same commit.');
  note(
    rows.filter(({ report }) => report.program.dirty === true),
    (names) => `Built from sources that differ from the commit: ${names}.`,
  );
  for (const { report } of rows) notes.push(...leftOutLines(report));
  for (const { label, report } of rows) {
    for (const reason of report.conditions.noise) notes.push(`Noisy: “${label}”: ${reason}.`);
  }
  note(
    rows.filter(({ report: { conditions } }) => conditions.governor !== null && conditions.governor !== 'performance'),
    (names) => `The clock frequency could change (governor not “performance”) in ${names}.`,
  );
  return notes;
}
