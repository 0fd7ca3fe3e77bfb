// The classes of an image, and how long it took.
import { create, element } from './elements';
import type { About } from './engine/subject';
import { percent, rank, type ClassScore } from './scores';
import { milliseconds, type Times } from './timing';

const MAX_CLASSES = 10;

export class ScoresView {
  readonly #body = element('scores').querySelector('tbody')!;
  readonly #hasProbabilities: boolean;
  readonly #names: readonly string[];

  constructor({ output, classes }: About, names: readonly string[]) {
    this.#names = classes ?? names;
    this.#hasProbabilities = output.element === 'float32';
    const count = output.height * output.width * output.channels;
    const notes = [
      count > MAX_CLASSES ? `The highest ${MAX_CLASSES} of ${count}.` : '',
      this.#hasProbabilities ? '' : `The network ends in ${output.element}, which says nothing of probabilities.`,
    ];
    element('scores-note').textContent = notes.join(' ').trim();
    this.#body.replaceChildren();
    element('result').textContent = 'Choose an image.';
    this.forgetTime();
  }

  /** Returns the first class. */
  update(scores: Float32Array): ClassScore {
    const ranked = rank(scores, this.#names, MAX_CLASSES);
    this.#body.replaceChildren(...ranked.map((each) => this.#row(each)));
    const [first] = ranked;
    const text = this.#hasProbabilities ? `${first.name}, ${percent(first.probability)}` : first.name;
    // A screen reader says what changes: of the camera's frames only a new result.
    if (element('result').textContent !== text) element('result').textContent = text;
    return first;
  }

  showTime({ median, p5, p95, samples, runs }: Times): void {
    element('time').textContent = `${milliseconds(median)} ms per image`;
    const each = runs === 1 ? (samples === 1 ? 'run' : 'runs') : `samples of ${runs} runs`;
    element('time-detail').textContent =
      `median; 5 % to 95 %: ${milliseconds(p5)} to ${milliseconds(p95)} ms; ${samples} ${each}`;
  }

  forgetTime(): void {
    element('time').textContent = '';
    element('time-detail').textContent = '';
  }

  #row({ name, score, probability }: ClassScore): HTMLElement {
    const bar = create('meter', { value: probability, max: 1, ariaLabel: `Probability of ${name}` });
    const cell = this.#hasProbabilities ? [bar, ` ${percent(probability)}`] : ['–'];
    return create('tr', {}, [
      create('th', { scope: 'row', textContent: name }),
      create('td', {}, cell),
      create('td', {}, [create('data', { value: String(score), textContent: score.toPrecision(5).replace('-', '−') })]),
    ]);
  }
}
