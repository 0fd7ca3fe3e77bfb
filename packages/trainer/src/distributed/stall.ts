// When a collective does not end: who is missing, and what each rank did before.
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { makeFolder, writeWhole } from '@bitplane/cli';
import { describeCollective, type Collective, type CollectiveLog } from './collective-log';
import { NUM_TAGS } from './communicator';
import { describeRanks } from './describe-rank';
import { GROUPS, type OpenMpi } from './open-mpi';

export interface StallContext {
  readonly mpi: OpenMpi;
  readonly rank: number;
  readonly hosts: readonly string[];
  readonly log: CollectiveLog;
  /** Where the report is written. */
  readonly folder: string;
  /** After how long a wait is a stall, ms. */
  readonly after: number;
  /** To the user, whichever rank this is. */
  readonly say: (sentence: string) => void;
}

/** Ranks that stay away this much longer do not come back: the others end. */
const PATIENCE = 6;
const REPORT_MS = 1000;
const REPORT_BYTES = 32_768;

/** Called while a collective waits: `missing` have not come to it for `waited` ms. */
export type StallWatch = (collective: Collective, missing: readonly number[], waited: number) => void;

/**
 * Says once per collective who is missing, and writes one report with the last collectives of all other ranks. Throws
 * E_TRAINING after six times as long: by then it is not a slow disk.
 */
export function watchStalls(context: StallContext): StallWatch {
  const { hosts, rank, after, folder, say } = context;
  let reported = 0;
  return (collective, missing, waited) => {
    if (waited < after) return;
    const who = describeRanks(hosts, missing);
    const sentence = `${who} stopped before ${describeCollective(collective)}; others wait`;
    if (reported !== collective.number) {
      reported = collective.number;
      const collectives = shareLogs(context, missing, collective.number);
      if (firstPresent(hosts.length, missing) === rank) {
        const path = join(folder, `stall-${collective.number}.json`);
        makeFolder(folder);
        writeWhole(
          path,
          `${JSON.stringify(report(context, { collective, missing, sentence, collectives }), null, 2)}\n`,
        );
        say(`${sentence}: see ${path}`);
      }
    }
    if (waited < PATIENCE * after) return;
    throw new BitplaneError(
      'E_TRAINING',
      `${who} stopped before ${describeCollective(collective)} and did not come back within ${((PATIENCE * after) / 1000).toFixed(0)} s: ` +
        'the checkpoint is good; look at that host, and continue with --resume',
    );
  };
}

/** Who speaks for those that wait. */
function firstPresent(size: number, missing: readonly number[]): number {
  return Array.from({ length: size }, (_, rank) => rank).find((rank) => !missing.includes(rank))!;
}

type Collectives = readonly Readonly<Collective>[];

/** At the rank that speaks: the collectives of all ranks that wait as well, by rank; null: it did not answer. */
function shareLogs({ mpi, rank, hosts, log }: StallContext, missing: readonly number[], number: number) {
  const speaker = firstPresent(hosts.length, missing);
  const tag = NUM_TAGS + 2 + (number % 1000);
  if (rank !== speaker) {
    const bytes = new Uint8Array(REPORT_BYTES);
    bytes.set(Buffer.from(JSON.stringify(log.recent)).subarray(0, REPORT_BYTES - 1));
    mpi.send(GROUPS.reports, speaker, tag, bytes);
    mpi.wait(GROUPS.reports, REPORT_MS);
    return [];
  }
  const boxes = hosts.map(() => new Uint8Array(REPORT_BYTES));
  const asked = hosts.flatMap((_, other) => (other === rank || missing.includes(other) ? [] : [other]));
  for (const other of asked) mpi.receive(GROUPS.reports, other, tag, boxes[other]);
  mpi.wait(GROUPS.reports, REPORT_MS);
  return boxes.map((box, other): Collectives | null => {
    if (other === rank) return log.recent;
    const text = Buffer.from(box.subarray(0, box.indexOf(0))).toString();
    return text === '' ? null : (JSON.parse(text) as Collectives);
  });
}

interface Stall {
  readonly collective: Collective;
  readonly missing: readonly number[];
  readonly sentence: string;
  readonly collectives: readonly (Collectives | null)[];
}

const report = ({ hosts }: StallContext, { collective, missing, sentence, collectives }: Stall) => ({
  schema: 'bitplane-stall/1',
  when: new Date().toISOString(),
  sentence,
  collective,
  missing,
  ranks: hosts.map((host, rank) => ({ rank, host, collectives: collectives[rank] ?? null })),
});
