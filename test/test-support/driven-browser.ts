// What tests ask of a browser that playwright-core does not drive.

export interface DrivenBrowser {
  open(url: string): Promise<void>;
  /** The value of an expression of JavaScript, or of the promise that it gives: what JSON can say. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Presses the mouse's button in the middle of what a CSS selector finds first. */
  click(selector: string): Promise<void>;
  /** Presses keys one after the other: characters, as WebDriver has them for all keys. */
  press(...keys: readonly string[]): Promise<void>;
  /** What the console has of errors so far. */
  errors(): readonly string[];
  close(): Promise<void>;
}

/** Tab and arrow in WebDriver's words. */
export const [TAB, ARROW_RIGHT] = ['\uE004', '\uE014'];

/** Source that scrolls to an element and gives the middle of it, [x, y] in the window. */
export const middleOf = (selector: string): string => `(() => {
  const element = document.querySelector(${JSON.stringify(selector)});
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
})()`;

/** WebDriver's actions, which BiDi has too. */
export const clickAt = ([x, y]: readonly [number, number]): object[] => [
  {
    ...{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' } },
    actions: [
      { type: 'pointerMove', x, y, duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ],
  },
];

export const pressKeys = (keys: readonly string[]): object[] => [
  {
    ...{ type: 'key', id: 'keyboard' },
    actions: keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]),
  },
];
