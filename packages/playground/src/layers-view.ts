// The table of a network's steps, and the pictures of the one that is selected.
import type { Step, Tensor, TensorType } from '@bitplane/wasm';
import { create, element, show } from './elements';
import type { RemoteSubject } from './engine/engine';
import type { About } from './engine/subject';
import { drawMap, shareOfFlips, shareOfPlus } from './maps';
import type { Parameters } from './parameters';
import { percent } from './scores';

const per = (share: number | null): string => (share === null ? '' : percent(share));
const sizeOf = ({ height, width, channels }: TensorType): string => `${height} × ${width} × ${channels}`;

/** Counts selections, of all networks, so that pictures of the last one are shown. */
let turns = 0;

interface Row {
  readonly button: HTMLButtonElement;
  readonly plus: HTMLElement;
  readonly minus: HTMLElement;
  readonly flips: HTMLElement;
}

export class LayersView {
  readonly #body = element('layers').querySelector('tbody')!;
  readonly #steps: readonly Step[];
  readonly #subject: RemoteSubject;
  readonly #rows: readonly Row[];
  #outputs: readonly Tensor[] | null = null;
  #selected: number;

  constructor(subject: RemoteSubject, { steps }: About) {
    this.#subject = subject;
    this.#steps = steps;
    this.#body.replaceChildren();
    this.#rows = steps.map((step, index) => this.#addRow(step, index));
    element('layer').hidden = true;
    // The first signs are what a binary network is about.
    this.#selected = Math.max(
      0,
      steps.findIndex(({ output }) => output.element === 'bits'),
    );
    void this.#select(this.#selected);
  }

  /** outputs: one per step, of an image that follows the one before. */
  update(outputs: readonly Tensor[]): void {
    const before = this.#outputs;
    this.#outputs = outputs;
    this.#rows.forEach(({ plus, minus, flips }, k) => {
      const share = shareOfPlus(outputs[k]);
      plus.textContent = per(share);
      minus.textContent = per(share === null ? null : 1 - share);
      flips.textContent = before === null ? '' : per(shareOfFlips(outputs[k], before[k]));
    });
    this.#showMap();
  }

  #addRow({ name, kind, kernel, output }: Step, index: number): Row {
    const button = create('button', { type: 'button', textContent: name });
    button.addEventListener('click', () => void this.#select(index));
    const [plus, minus, flips] = [create('td'), create('td'), create('td')];
    const row = create('tr', {}, [
      create('th', { scope: 'row' }, [button]),
      create('td', { textContent: `${sizeOf(output)} ${output.element}` }),
      ...[plus, minus, flips],
      create('td', { textContent: kind.replaceAll('+', ' + ') }),
      create('td', { textContent: kernel.replace(/^bitplane_/, '') }),
    ]);
    this.#body.append(row);
    return { button, plus, minus, flips };
  }

  async #select(index: number): Promise<void> {
    this.#selected = index;
    this.#rows.forEach(({ button }, k) => button.setAttribute('aria-pressed', String(k === index)));
    const step = this.#steps[index];
    element('layer-name').textContent = `${step.name} gives out ${step.output.name}`;
    element('parameters').replaceChildren();
    this.#showMap();
    const turn = ++turns;
    const pictures = await this.#subject.drawParameters(index);
    if (turn === turns) element('parameters').replaceChildren(...pictures.map(figureOf));
  }

  #showMap(): void {
    if (this.#outputs === null) return;
    element('layer').hidden = false;
    const output = this.#outputs[this.#selected];
    const { picture, shown, legend } = drawMap(output);
    const part = shown < output.channels ? `the first ${shown} of ${output.channels} channels` : 'a tile is a channel';
    show(element<HTMLCanvasElement>('map'), picture, `Output of ${output.name}, ${sizeOf(output)}`);
    element('map-caption').textContent = `Output, ${sizeOf(output)} ${output.element}; ${part}; ${legend}.`;
  }
}

function figureOf({ title, legend, picture }: Parameters): HTMLElement {
  const canvas = create('canvas', { className: 'pixels', role: 'img' });
  show(canvas, picture, title);
  return create('figure', {}, [
    canvas,
    create('figcaption', { className: 'caption', textContent: `${title}; ${legend}.` }),
  ]);
}
