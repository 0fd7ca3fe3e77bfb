// A canvas to draw on with mouse, pen or finger.

export interface DrawingParts {
  readonly canvas: HTMLCanvasElement;
  readonly colour: HTMLInputElement;
  readonly width: HTMLInputElement;
  readonly clear: HTMLButtonElement;
}

/** Calls onChange with the canvas when a stroke has ended, and when it was cleared. */
export function watchDrawing(parts: DrawingParts, onChange: (canvas: HTMLCanvasElement) => void): void {
  const { canvas, colour, width, clear } = parts;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const wipe = (): void => {
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  const placeOf = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [((clientX - box.left) * canvas.width) / box.width, ((clientY - box.top) * canvas.height) / box.height];
  };
  let last: [number, number] | null = null;
  const strokeTo = (place: [number, number]): void => {
    context.strokeStyle = colour.value;
    context.lineWidth = Number(width.value);
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(...(last ?? place));
    context.lineTo(...place);
    context.stroke();
    last = place;
  };
  const end = (): void => {
    if (last === null) return;
    last = null;
    onChange(canvas);
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    strokeTo(placeOf(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    if (last !== null) strokeTo(placeOf(event));
  });
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  clear.addEventListener('click', () => {
    wipe();
    onChange(canvas);
  });
  wipe();
}
