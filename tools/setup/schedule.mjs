// Runs steps side by side: downloads at once, each step as soon as those that it needs are done.

/**
 * Resolves to the steps that failed or were not tried, in order. A step that is not among `steps` is taken as done.
 * options go to fetch and run; `progress` hears begin(name), end(name, text), fail(name, text).
 */
export async function runSteps(steps, options, progress) {
  const outcomes = new Map();
  for (const step of steps) {
    const needed = step.needs.flatMap((name) => outcomes.get(name) ?? []);
    outcomes.set(step.name, perform(step, needed));
  }
  const fine = await Promise.all(outcomes.values());
  return steps.filter((_, i) => !fine[i]);

  async function perform(step, needed) {
    progress.begin(step.name);
    try {
      const needs = Promise.all(needed).then((all) => all.every(Boolean));
      await step.fetch?.(options, needs);
      if (!(await needs)) throw new Error(`not tried, as it needs ${step.needs.join(', ')}`);
      if (!step.alwaysRun && (await step.isDone())) progress.end(step.name, 'already there');
      else progress.end(step.name, (await step.run(options)) ?? 'done');
      return true;
    } catch (error) {
      progress.fail(step.name, error.message);
      return false;
    }
  }
}
