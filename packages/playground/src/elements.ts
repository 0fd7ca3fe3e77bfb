// The page's elements by their id, and pictures on canvases.
import type { Picture } from './pictures';

/** Throws an Error where the page has no such element. */
export function element<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`expected an element #${id} in index.html, found none`);
  return found as Kind;
}

export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Enlarged by a whole number up to about that width, so that every pixel is as large as the others. */
export function show(canvas: HTMLCanvasElement, picture: Picture | ImageData, label: string, maxWidth = 500): void {
  const { width, height } = picture;
  const data = 'rgba' in picture ? new ImageData(picture.rgba, width, height) : picture;
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')!.putImageData(data, 0, 0);
  canvas.style.width = `${width * Math.max(1, Math.min(16, Math.floor(maxWidth / width)))}px`;
  canvas.setAttribute('aria-label', label);
}
