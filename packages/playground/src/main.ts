// The page: a network, an image, and what comes of them.
import { create, element, show } from './elements';
import { load, worker, type RemoteSubject } from './engine/engine';
import type { About } from './engine/subject';
import { LayersView } from './layers-view';
import { fit, pixelsOf, requirePictures, type Picture } from './pixels';
import { readSamples } from './samples';
import { ScoresView } from './scores-view';
import { startCamera, type Camera } from './sources/camera';
import { watchDrawing } from './sources/drawing';
import { isNetwork, watchFiles } from './sources/files';
import { TwinView } from './twin-view';
import { CIFAR10_CLASSES, ZOO } from './zoo';

interface Loaded {
  readonly subject: RemoteSubject;
  readonly about: About;
  readonly scores: ScoresView;
  readonly twin: TwinView;
  readonly layers: LayersView;
}

const zoo = element<HTMLSelectElement>('zoo');
const samples = element('samples');
const video = element<HTMLVideoElement>('video');
const cameraButton = element<HTMLButtonElement>('camera');

let loaded: Loaded | null = null;
let picture: Picture | null = null;
let camera: Camera | null = null;
/** Of the zoo, whose network is shown. */
let selected = '';
/** Counts what was asked for, so that what is no longer wanted stops. */
let loads = 0;
let images = 0;

/** Says why something failed, until something else succeeds. */
function complain(what: string, error: unknown): void {
  element('problem').textContent = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  element('problem').hidden = false;
}

function forgive(): void {
  element('problem').hidden = true;
}

interface Source {
  readonly title: string;
  readonly read: () => Promise<ArrayBuffer>;
  /** Of the scores, where the file has none. */
  readonly classes: readonly string[];
}

/** Takes the network of a file; the one before stays where that is rejected. Returns whether it was taken. */
async function use({ title, read, classes }: Source): Promise<boolean> {
  const turn = ++loads;
  try {
    const bytes = new Uint8Array(await read());
    const subject = await load(bytes);
    const about = await subject.about();
    if (turn !== loads) {
      void subject.free();
      return false;
    }
    place(subject, about, { nbytes: bytes.length, classes });
    forgive();
  } catch (error) {
    if (turn === loads) complain(title, error);
    return false;
  }
  if (picture !== null) void look(picture);
  return true;
}

interface Origin {
  /** Of the file. */
  readonly nbytes: number;
  readonly classes: readonly string[];
}

function place(subject: RemoteSubject, about: About, { nbytes, classes }: Origin): void {
  try {
    requirePictures(about.input);
    const layers = new LayersView(subject, about);
    const scores = new ScoresView(about, classes);
    const twin = new TwinView(subject, { nbytes, names: about.classes ?? classes });
    images++;
    void loaded?.subject.free();
    loaded = { subject, about, scores, layers, twin };
  } catch (error) {
    void subject.free();
    throw error;
  }
  const { height, width, channels } = about.input;
  const size = `${(nbytes / 1000).toFixed(1)} kB`;
  element('network-facts').textContent =
    `${about.name}: ${size}, ${about.steps.length} steps, images of ${height} × ${width} × ${channels}`;
}

/** Runs the network on a picture, and its twin where that is wanted. Resolves when both have looked at it. */
async function look(next: Picture, isTimed = true): Promise<void> {
  picture = next;
  if (loaded === null) return;
  const turn = ++images;
  const isStale = (): boolean => turn !== images;
  try {
    await lookWith(loaded, next, { isTimed, isStale });
  } catch (error) {
    if (!isStale()) complain(loaded.about.name, error);
  }
}

interface Turn {
  readonly isTimed: boolean;
  /** Whether another picture, or another network, has come since. */
  readonly isStale: () => boolean;
}

async function lookWith(
  { subject, about, scores, layers, twin }: Loaded,
  next: Picture,
  { isTimed, isStale }: Turn,
): Promise<void> {
  const { height, width, channels } = about.input;
  const seen = fit(next, about.input);
  const pixels = pixelsOf(seen, channels);
  show(element<HTMLCanvasElement>('seen'), seen, `What the network sees: ${width} × ${height} pixels`, 128);
  scores.forgetTime();
  const result = await subject.run(pixels);
  if (isStale()) return;
  scores.update(result.scores);
  layers.update(result.outputs);
  await twin.update(pixels, result.scores);
  if (isStale() || !isTimed) return;
  // One after the other, so that neither slows the other down.
  const times = await subject.time(pixels);
  if (isStale() || times === null) return;
  scores.showTime(times);
  await twin.time(pixels, times);
}

async function useFile(file: File): Promise<void> {
  if (await isNetwork(file)) {
    if (await use({ title: file.name, read: () => file.arrayBuffer(), classes: [] })) selectNetwork('');
    return;
  }
  try {
    const bitmap = await createImageBitmap(file);
    stopCamera();
    deselectSamples();
    void look(bitmap);
    forgive();
  } catch {
    const expected = 'expected a picture that this browser can read, or a .bpm file';
    complain(file.name, `${expected}, got ${file.size} bytes of something else`);
  }
}

async function useZoo(name: string): Promise<void> {
  const { url } = ZOO.find((each) => each.name === name)!;
  const read = async (): Promise<ArrayBuffer> => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`expected the network, got HTTP status ${response.status}: load the page again`);
    return response.arrayBuffer();
  };
  const isUsed = await use({ title: name, read, classes: CIFAR10_CLASSES });
  selectNetwork(isUsed ? name : selected);
}

/** name: '' for a file that was opened. */
function selectNetwork(name: string): void {
  selected = name;
  zoo.value = name;
}

function deselectSamples(): void {
  for (const input of samples.querySelectorAll('input')) input.checked = false;
}

function stopCamera(): void {
  camera?.stop();
  camera = null;
  video.hidden = true;
  cameraButton.setAttribute('aria-pressed', 'false');
}

async function toggleCamera(): Promise<void> {
  if (camera !== null) {
    stopCamera();
    return;
  }
  video.hidden = false;
  cameraButton.disabled = true;
  try {
    camera = await startCamera(video, (frame) => look(frame, false));
    cameraButton.setAttribute('aria-pressed', 'true');
    deselectSamples();
    forgive();
  } catch (error) {
    stopCamera();
    complain('camera', error);
  } finally {
    cameraButton.disabled = false;
  }
}

async function addSamples(): Promise<void> {
  (await readSamples()).forEach(({ label, image }, k) => {
    const canvas = create('canvas');
    show(canvas, image, '');
    canvas.removeAttribute('aria-label');
    canvas.removeAttribute('style');
    const input = create('input', { type: 'radio', name: 'sample', ariaLabel: `${label}, sample ${k + 1}` });
    input.addEventListener('change', () => {
      stopCamera();
      void look(image);
    });
    samples.append(create('label', { title: label }, [input, canvas]));
  });
}

function toggleDrawing(): void {
  const panel = element('drawing-panel');
  panel.hidden = !panel.hidden;
  element('draw').setAttribute('aria-expanded', String(!panel.hidden));
}

worker.addEventListener('error', ({ message }) => complain('worker', message));
zoo.append(
  ...ZOO.map(({ name, accuracy, nbytes }) => {
    const text = `${name} (${accuracy.toFixed(1)} % of CIFAR-10, ${Math.round(nbytes / 1000)} kB)`;
    return create('option', { value: name, textContent: text });
  }),
);
zoo.addEventListener('change', () => void useZoo(zoo.value));
watchFiles(
  [element<HTMLInputElement>('open-network'), element<HTMLInputElement>('open-image')],
  (file) => void useFile(file),
);
watchDrawing(
  {
    canvas: element<HTMLCanvasElement>('drawing'),
    colour: element<HTMLInputElement>('pen-colour'),
    width: element<HTMLInputElement>('pen-width'),
    clear: element<HTMLButtonElement>('clear'),
  },
  (canvas) => {
    stopCamera();
    deselectSamples();
    void look(canvas);
  },
);
element('draw').addEventListener('click', toggleDrawing);
cameraButton.addEventListener('click', () => void toggleCamera());
void Promise.all([useZoo(ZOO[0].name), addSamples().catch((error: unknown) => complain('samples', error))]).then(() => {
  if (picture === null) samples.querySelector('input')?.click();
});

// Only of a build: while serving, files change. Without one, as where browsers forbid it, the page needs a connection.
if (import.meta.env.MODE === 'production' && 'serviceWorker' in navigator) {
  navigator.serviceWorker.register('./service-worker.js').catch((error: unknown) => console.warn(String(error)));
}
