// The network beside its float twin: whether the scores agree, and what each takes.
import { create, element } from './elements';
import type { RemoteSubject } from './engine/engine';
import { rank } from './scores';
import { milliseconds, type Times } from './timing';

interface Facts {
  /** Of the .bpm file. */
  readonly nbytes: number;
  /** Of the classes. */
  readonly names: readonly string[];
}

/** Whether the user wants the twin, also of the networks to come. */
let isWanted = false;

const button = element<HTMLButtonElement>('twin');

const ROWS = [
  ['Bitplane', 'bits'],
  ['onnxruntime-web', 'float32'],
];

export class TwinView {
  readonly #subject: RemoteSubject;
  readonly #facts: Facts;
  readonly #rows: readonly HTMLTableRowElement[];
  #twinNbytes: number | null = null;
  /** The image that is shown, for a twin that comes later. */
  #shown: { readonly pixels: Uint8Array; readonly scores: Float32Array } | null = null;

  constructor(subject: RemoteSubject, facts: Facts) {
    this.#subject = subject;
    this.#facts = facts;
    this.#rows = ROWS.map(([runtime, numbers]) =>
      create('tr', {}, [
        create('th', { scope: 'row', textContent: runtime }),
        create('td', { textContent: numbers }),
        ...Array.from({ length: 4 }, () => create('td')),
      ]),
    );
    element('twins')
      .querySelector('tbody')!
      .replaceChildren(...this.#rows);
    element('twin-panel').hidden = true;
    say('');
    button.onclick = () => void this.#toggle();
    button.setAttribute('aria-pressed', String(isWanted));
  }

  /** Has the twin look at an image whose scores are known, where it is wanted. */
  async update(pixels: Uint8Array, scores: Float32Array): Promise<void> {
    this.#shown = { pixels, scores };
    if (!isWanted || !(await this.#start())) return;
    const theirs = await this.#subject.runTwin(pixels);
    if (this.#shown.pixels !== pixels) return;
    this.#fill([this.#facts.nbytes, this.#twinNbytes!], [scores, theirs]);
    say(agreementOf(scores, theirs));
  }

  /** Times it, where it is wanted. ours: what was measured already. */
  async time(pixels: Uint8Array, ours: Times): Promise<void> {
    if (!isWanted || this.#twinNbytes === null) return;
    const theirs = await this.#subject.timeTwin(pixels);
    if (theirs === null) return;
    [ours, theirs].forEach(({ median, p5, p95 }, k) => {
      const [, , , time, interval] = this.#rows[k].cells;
      time.textContent = `${milliseconds(median)} ms`;
      interval.textContent = `${milliseconds(p5)} to ${milliseconds(p95)} ms`;
    });
  }

  async #toggle(): Promise<void> {
    isWanted = !isWanted;
    button.setAttribute('aria-pressed', String(isWanted));
    element('twin-panel').hidden = true;
    say('');
    if (!isWanted || this.#shown === null) return;
    const { pixels, scores } = this.#shown;
    await this.update(pixels, scores);
    const times = await this.#subject.time(pixels);
    if (times !== null) await this.time(pixels, times);
  }

  /** Whether there is a twin to run. */
  async #start(): Promise<boolean> {
    if (this.#twinNbytes !== null) return true;
    say('Loading onnxruntime-web …');
    try {
      this.#twinNbytes = await this.#subject.startTwin();
      return true;
    } catch (error) {
      say(`No twin: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  #fill(nbytes: readonly number[], scores: readonly Float32Array[]): void {
    this.#rows.forEach(({ cells: [, , best, time, interval, size] }, k) => {
      best.textContent = rank(scores[k], this.#facts.names, 1)[0].name;
      time.textContent = interval.textContent = '';
      size.textContent = `${(nbytes[k] / 1000).toFixed(1)} kB`;
    });
    element('twin-panel').hidden = false;
  }
}

function say(text: string): void {
  element('twin-status').textContent = text;
}

/** Zeros are equal whatever their sign: ONNX leaves that open. */
function agreementOf(ours: Float32Array, theirs: Float32Array): string {
  const largest = ours.reduce((max, score, k) => Math.max(max, Math.abs(score - theirs[k])), 0);
  if (largest === 0) return `All ${ours.length} scores are equal.`;
  return `Scores differ by up to ${largest.toPrecision(3)}.`;
}
