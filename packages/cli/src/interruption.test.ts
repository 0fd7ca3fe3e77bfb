import { withInterruption } from './interruption';
import { uninterrupted } from './uninterrupted';
import { watchInterruption } from './watch-interruption';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = (): number[] => SIGNALS.map((signal) => process.listenerCount(signal));
const send = (signal: NodeJS.Signals): boolean => process.emit(signal, signal);

let before: number[];
beforeEach(() => void (before = listeners()));
afterEach(() => expect(listeners()).toEqual(before));

test.each(['SIGINT', 'SIGTERM'] as const)('%s aborts what runs with an interruption', async (name) => {
  const aborted = await withInterruption((signal) => {
    send(name);
    return Promise.resolve(signal.aborted);
  });
  expect(aborted).toBe(true);
});

test('work that fails gives the signals back, and so does work that nobody ends', async () => {
  await expect(withInterruption(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
  expect(await withInterruption((signal) => Promise.resolve(signal.aborted))).toBe(false);
});

test('a watch is told of the first signal only, and leaves the second one to Node', () => {
  const onRequest = jest.fn();
  const interruption = watchInterruption(onRequest);
  expect(interruption.requested()).toBe(false);
  send('SIGTERM');
  expect([interruption.requested(), onRequest.mock.calls.length]).toEqual([true, 1]);
  expect(listeners()).toEqual(before);
  interruption.release();
});

test('a watch that is released hears nothing', () => {
  const onRequest = jest.fn();
  const interruption = watchInterruption(onRequest);
  interruption.release();
  expect(listeners()).toEqual(before);
  expect(onRequest).not.toHaveBeenCalled();
});

test('short work listens to every signal that would end it halfway, and gives them back when it throws', () => {
  expect(uninterrupted(listeners)).toEqual(before.map((count) => count + 1));
  expect(() =>
    uninterrupted(() => {
      throw new Error('full');
    }),
  ).toThrow('full');
});
