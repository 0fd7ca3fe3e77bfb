import type { CollectiveTime, RanksTrace } from './rank-job';
import { sampleOf } from './sample';

const collective = (step: number, what: string, began: number, ended: number): CollectiveTime => ({
  ...{ step, what, began, ended },
  bytes: 100,
  sent: 100,
});

test('up to the last rank’s arrival a collective is waiting, from then on transfer', () => {
  // Two steps of 10 ms; the second rank comes 2 ms later in the first one, the first rank 1 ms later in the second one.
  const trace: RanksTrace = {
    batchSize: 64,
    ranks: [
      {
        marks: [1000, 1010, 1020],
        cpuMs: 18,
        collectives: [collective(0, 'bucket 0', 1004, 1009), collective(1, 'bucket 0', 1016, 1018)],
      },
      {
        marks: [1001, 1011, 1021],
        cpuMs: 14,
        collectives: [collective(0, 'bucket 0', 1006, 1009), collective(1, 'bucket 0', 1015, 1018)],
      },
    ],
  };
  const sample = sampleOf(trace);
  expect(sample).toMatchObject({ imagesPerSecond: 6400, stepMs: 10, cpuMs: 8, sentPerStep: 100 });
  // Step 1: waiting 2 and 0, transfer 3; step 2: waiting 0 and 1, transfer 2; means over steps and ranks.
  expect(sample.waitingMs).toBeCloseTo(0.75, 12);
  expect(sample.transferMs).toBeCloseTo(2.5, 12);
  expect(sample.computingMs).toBeCloseTo(6.75, 12);
  expect(sample.collectives).toEqual([{ what: 'bucket 0', bytes: 100, sent: 100, waitingMs: 0.75, transferMs: 2.5 }]);
});

test('a rank that has ended a collective before the last one came has waited only', () => {
  const ranks = [
    { marks: [0, 10], cpuMs: 1, collectives: [collective(0, 'first weights', 1, 2)] },
    { marks: [0, 10], cpuMs: 1, collectives: [collective(0, 'first weights', 5, 7)] },
  ];
  expect(sampleOf({ batchSize: 1, ranks })).toMatchObject({ waitingMs: 0.5, transferMs: 1 });
});

test('a process alone computes all the time', () => {
  const sample = sampleOf({ batchSize: 8, ranks: [{ marks: [0, 5, 10], cpuMs: 10, collectives: [] }] });
  expect(sample).toMatchObject({
    imagesPerSecond: 1600,
    computingMs: 5,
    waitingMs: 0,
    sentPerStep: 0,
    collectives: [],
  });
});
