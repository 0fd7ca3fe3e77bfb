import { aBoardAnswer } from '../test-support/conditions';
import { activityBetween, parseSnapshot } from './conditions';
import { describeConditions, noiseBefore } from './judge-conditions';
import { raspberryPi } from './kinds/raspberry-pi';
import { watchThisMachine } from './this-machine';

const snapshot = (changes: Parameters<typeof aBoardAnswer>[0] = {}) => {
  const parsed = parseSnapshot(aBoardAnswer(changes));
  if (parsed === null) throw new Error('the answer is not whole');
  return parsed;
};

/** Of four cores; each second has 400 ticks. */
const after = (seconds: number, busyTicks: number, changes: Parameters<typeof aBoardAnswer>[0] = {}) =>
  snapshot({ stat: [1000 + busyTicks, 9000 + 400 * seconds - busyTicks], ...changes });

test('reads what a Raspberry Pi says', () => {
  expect(snapshot()).toMatchObject({
    governor: 'ondemand',
    loadAverage: 0.1,
    megahertz: 1500,
    maxMegahertz: 1800,
    thermalZones: [
      { type: 'gpu-thermal', celsius: 51 },
      { type: 'cpu-thermal', celsius: 48.312 },
    ],
    throttled: 0x50000,
    ticks: { busy: 1000, total: 10_000, cores: 4 },
  });
  expect([...snapshot().processes]).toEqual([
    [1, { name: 'systemd', ticks: 30 }],
    [7, { name: 'a (b) c', ticks: 12 }],
  ]);
});

test('leaves out what a board does not say, and rejects an answer that was cut short', () => {
  expect(parseSnapshot('\n@@ governor\n\n\n@@ end\nend\n')).toMatchObject({
    ...{ governor: null, loadAverage: null, megahertz: null, maxMegahertz: null, thermalZones: [], throttled: null },
    ticks: null,
  });
  expect(parseSnapshot(aBoardAnswer().replace(/@@ end\nend/, ''))).toBeNull();
});

test('counts what ran between two moments in cores', () => {
  const later = after(2, 300, { processes: [['camera', 7, 212]] });
  expect(activityBetween(snapshot(), later)).toEqual({
    ...{ cores: 1.5, seconds: 2 },
    processes: [{ name: 'camera', cores: 1 }],
  });
  expect(activityBetween(later, later)).toBeNull();
});

test('an idle, cool board is not noisy', () => {
  expect(noiseBefore(snapshot(), after(1, 20), raspberryPi)).toEqual([]);
});

test.each([
  ['other programs', after(1, 130, { processes: [['camera', 7, 130]] }), 'other programs kept 1.3 cores busy'],
  ['their first one', after(1, 130, { processes: [['camera', 7, 130]] }), 'camera'],
  ['low voltage', after(1, 0, { throttled: '0x50005' }), 'the firmware reported under-voltage before'],
  ['throttling', after(1, 0, { throttled: '0x50005' }), 'the firmware reported throttled before'],
  ['heat', after(1, 0, { thermal: 'cpu-thermal 81000' }), '81 °C'],
])('%s make a board noisy', (_, before, words) => {
  expect(noiseBefore(snapshot(), before, raspberryPi).join('; ')).toContain(words);
});

const moments = { earlier: snapshot(), before: after(1, 0), kind: raspberryPi, ownCpuSeconds: 2 };

test('what the timed program used is not what others used', () => {
  const quiet = describeConditions({ ...moments, after: after(3, 220) });
  expect(quiet).toMatchObject({ other_cores: { before: 0, during: 0.1 }, noise: [] });
  const busy = describeConditions({ ...moments, after: after(3, 400, { processes: [['camera', 7, 212]] }) });
  expect(busy).toMatchObject({ other_cores: { during: 1 }, processes: [{ name: 'camera', cores: 1 }] });
  expect(busy.noise).toEqual(['other programs kept 1.0 cores busy during the timing']);
  const unknown = describeConditions({ ...moments, after: after(3, 400), ownCpuSeconds: null });
  expect(unknown).toMatchObject({ other_cores: { during: null }, noise: [] });
});

test('says what the firmware did meanwhile, and that a fixed clock fell', () => {
  const fixed = { governor: 'performance' };
  const described = describeConditions({
    ...moments,
    before: after(1, 0, fixed),
    after: after(3, 200, { ...fixed, throttled: '0x70000', frequency: '600000', thermal: 'cpu-thermal 84900' }),
  });
  expect(described).toMatchObject({
    temperature_c: { before: 48.312, after: 84.9 },
    frequency_mhz: { before: 1500, after: 600, max: 1800 },
    throttling: { before: [], after: [], since_boot: ['under-voltage', 'frequency capped', 'throttled'] },
    noise: ['the firmware reported frequency capped during the timing', 'the clock fell from 1500 to 600 MHz'],
  });
});

test('watches this machine', () => {
  const { load_average, other_cores } = watchThisMachine()(0);
  expect(load_average).toEqual(process.platform === 'linux' ? expect.any(Number) : null);
  expect(other_cores.before).toBeNull();
});
