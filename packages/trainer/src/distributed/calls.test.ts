// What one rank hears of how another ends.
import { BitplaneError } from '@bitplane/model';
import { openCalls } from './calls';
import { CommonFailure } from './common-failure';
import { requireSameFingerprints } from './fingerprint';
import type { OpenMpi } from './open-mpi';

const NOTHING = { missing: [], called: [], ended: [], unreachable: [] };

/** What the first of two ranks throws after the second one ended with this error. Messages arrive at once. */
function heardOf(error: Error): unknown {
  const boxes: Uint8Array[] = [];
  const mpi = {
    receive: (_group: unknown, _peer: number, _tag: number, box: Uint8Array) => boxes.push(box),
    send: (_group: unknown, peer: number, _tag: number, bytes: Uint8Array) => boxes[peer].set(bytes),
    wait: () => NOTHING,
  } as unknown as OpenMpi;
  const [first, second] = [0, 1].map((rank) => openCalls(mpi, { rank, size: 2, hosts: ['near', 'far'] }));
  second.end(error, 1);
  try {
    first.onNews({ ...NOTHING, called: [1] });
    return null;
  } catch (thrown) {
    return thrown;
  }
}

test('what fails on one rank gets its name', () => {
  expect(heardOf(new BitplaneError('E_MISSING_FILE', 'no photos'))).toEqual(
    new BitplaneError('E_MISSING_FILE', 'rank 1 (far): no photos'),
  );
});

test('what all ranks find together is said as it is, whoever says it first', () => {
  const common = new CommonFailure('E_MISMATCH', 'rank 1 (far) has another network than rank 0 (near)');
  const heard = heardOf(common);
  expect(heard).toEqual(common);
  expect(heard).toBeInstanceOf(CommonFailure);
});

test('however many ranks differ, the others hear the same words as the one that looked', () => {
  const digest = (rank: number): string => String(rank).repeat(64);
  const fingerprints = Array.from({ length: 10 }, (_, rank) => ({ 'data (SHA-256)': digest(rank) }));
  const hosts = fingerprints.map((_, rank) => `host-${rank}`);
  const found = failureOf(() => requireSameFingerprints(fingerprints, hosts));
  expect(found.message.match(/rank \d \(host-\d\) has another data/g)).toHaveLength(6);
  expect(found.message).toMatch(/; and 3 more; give all ranks the same$/);
  expect(heardOf(found)).toEqual(found);
});

test.each(['"', '€', '\ud800'])('however long a text of %j is, it arrives', (character) => {
  const text = character.repeat(100_000);
  for (const error of [new BitplaneError('E_FILE', text), new Error(text)]) {
    expect((heardOf(error) as Error).message).toMatch(/^rank 1 \(far\): .*…/);
  }
});

function failureOf(act: () => void): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected it to throw');
}
