import { errorLike } from '@bitplane/cli/test-support';
import { completeSettings } from '../training/settings';
import { exchangeFor } from './exchanges';
import { completeDistributed, withDistribution } from './settings';

test('the peak rate is multiplied as asked, and by default not at all', () => {
  const rate = (scaleLearningRate?: 'linear' | 'sqrt' | 'none'): number =>
    completeDistributed('reference', { recipe: 'quickstart', scaleLearningRate }, 4).recipe.optimizer.peakRate;
  expect(rate('none')).toBe(rate());
  expect(rate('linear')).toBeCloseTo(4 * rate(), 12);
  expect(rate('sqrt')).toBeCloseTo(2 * rate(), 12);
});

test('of Bop only what follows a gradient is multiplied', () => {
  const optimizerOf = (scaleLearningRate: 'linear' | 'none') =>
    completeDistributed('reference', { recipe: 'bop', scaleLearningRate }, 2).recipe.optimizer;
  const [before, after] = [optimizerOf('none'), optimizerOf('linear')];
  if (before.kind !== 'bop' || after.kind !== 'bop') throw new Error('expected recipe bop to use Bop');
  expect(after.peakRate).toBe(before.peakRate);
  expect(after.others.peakRate).toBeCloseTo(2 * before.others.peakRate, 12);
});

test('a run to resume keeps its exchange and norms; one of a process alone gets those that are asked for', () => {
  const settings = completeDistributed('reference', { recipe: 'quickstart', syncBn: true }, 2);
  expect(withDistribution(settings, {}).distribution).toEqual({ exchange: 'full', syncNorms: true });
  expect(() => withDistribution(settings, { syncBn: false })).toThrow(
    errorLike('E_USAGE', /--sync-bn true, got false/),
  );
  const alone = completeSettings('reference', { recipe: 'quickstart' });
  expect(withDistribution(alone, { syncBn: true }).distribution).toEqual({ exchange: 'full', syncNorms: true });
});

test('an unknown exchange is rejected with the list', () => {
  const { optimizer } = completeDistributed('reference', { recipe: 'quickstart' }, 2).recipe;
  expect(() => exchangeFor('half', optimizer)).toThrow(errorLike('E_USAGE', /one of full.*got "half"/));
});

test.each([
  ['one-bit', 'plus', /--exchange one-bit is made for momentum-sgd, got a recipe with adam: take full or one-bit-adam/],
  ['one-bit', 'bop', /got a recipe with bop: take full or vote/],
  ['one-bit-adam', 'reference', /made for adam, got a recipe with momentum-sgd: take full or one-bit or local/],
  ['vote', 'plus', /made for bop, got a recipe with adam/],
  ['local', 'bop', /made for adam and momentum-sgd, got a recipe with bop/],
])('%s with recipe %s is rejected, with those that fit', (exchange, recipe, message) => {
  expect(() => completeDistributed('reference', { recipe, exchange }, 2)).toThrow(errorLike('E_USAGE', message));
});

test('settings of an exchange have defaults, and are kept when the run continues', () => {
  const asked = { recipe: 'plus', exchange: 'local' };
  const settings = completeDistributed('reference', { ...asked, exchangeSettings: { syncEvery: 4 } }, 2);
  const exchangeSettings = { syncEvery: 4, outerLearningRate: 0.5, outerMomentum: 0.5 };
  expect(settings.distribution).toEqual({ exchange: 'local', exchangeSettings, syncNorms: false });
  expect(withDistribution(settings, { exchangeSettings: { syncEvery: 4 } })).toEqual(settings);
  expect(() => withDistribution(settings, { exchangeSettings: { syncEvery: 8 } })).toThrow(
    errorLike('E_USAGE', /--sync-every 4, got 8/),
  );
});

test.each([
  [{ exchange: 'full', exchangeSettings: { syncEvery: 4 } }, /--sync-every is for --exchange local, got .* full/],
  [{ exchange: 'local', exchangeSettings: { warmUpShare: 0.1 } }, /--warm-up-share is for --exchange one-bit-adam/],
  [{ exchange: 'local', syncBn: true }, /--sync-bn needs the same weights .* --sync-every 8/],
  [{ exchange: 'local', exchangeSettings: { syncEvery: 1, outerMomentum: 0.9 } }, /--sync-every 1, which has no outer/],
  [
    { exchange: 'local', exchangeSettings: { syncEvery: 1, outerLearningRate: 1 } },
    /--sync-every 1, which has no outer/,
  ],
  [{ exchange: 'one-bit-adam', exchangeSettings: { warmUpShare: 0 } }, /--warm-up-share above 0/],
])('settings that do not go together are rejected: %j', (asked, message) => {
  const complete = () => completeDistributed('reference', { recipe: 'plus', ...asked }, 2);
  expect(complete).toThrow(errorLike('E_USAGE', message));
});

test('local with shared norms is allowed where ranks meet in every step', () => {
  const asked = { recipe: 'plus', exchange: 'local', syncBn: true, exchangeSettings: { syncEvery: 1 } };
  expect(completeDistributed('reference', asked, 2).distribution?.syncNorms).toBe(true);
});
