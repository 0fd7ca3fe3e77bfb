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
