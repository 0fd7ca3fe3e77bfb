// The table of a network's steps, and the pictures of the one that is selected.
import type { Model } from '@bitplane/model';
import type { Network, Step, Tensor, TensorType } from '@bitplane/wasm';
import { create, element, show } from './elements';
import { drawMap, shareOfFlips, shareOfPlus } from './maps';
import { drawParameters } from './parameters';

const per = (share: number | null): string => (share === null ? '' : `${(100 * share).toFixed(1)} %`);
const sizeOf = ({ height, width, channels }: TensorType): string => `${height} × ${width} × ${channels}`;

interface Row {
  readonly button: HTMLButtonElement;
  readonly plus: HTMLElement;
  readonly minus: HTMLElement;
  readonly flips: HTMLElement;
}

export class LayersView {
  readonly #body = element('layers').querySelector('tbody')!;
  readonly #steps: readonly Step[];
  readonly #model: Model;
  readonly #rows: readonly Row[];
  #outputs: readonly Tensor[] | null = null;
  #selected: number;

  /** model: what the file says that the network was loaded from. */
  constructor(network: Network, model: Model) {
    this.#steps = network.steps;
    this.#model = model;
    this.#body.replaceChildren();
    this.#rows = network.steps.map((step, index) => this.#addRow(step, index));
    element('layer').hidden = true;
    // The first signs are what a binary network is about.
    this.#selected = Math.max(
      0,
      network.steps.findIndex(({ output }) => output.element === 'bits'),
    );
    this.#select(this.#selected);
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
    button.addEventListener('click', () => this.#select(index));
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

  #select(index: number): void {
    this.#selected = index;
    this.#rows.forEach(({ button }, k) => button.setAttribute('aria-pressed', String(k === index)));
    const step = this.#steps[index];
    element('layer-name').textContent = `${step.name} gives out ${step.output.name}`;
    element('parameters').replaceChildren(
      ...drawParameters(this.#model, step).map(({ title, legend, picture }) => {
        const canvas = create('canvas', { className: 'pixels', role: 'img' });
        show(canvas, picture, title);
        return create('figure', {}, [
          canvas,
          create('figcaption', { className: 'caption', textContent: `${title}; ${legend}.` }),
        ]);
      }),
    );
    this.#showMap();
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
