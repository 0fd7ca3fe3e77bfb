// Says what a long verification is at, where it takes long.

export type Progress = (what: string, image: number, images: number) => void;

const PATIENCE_MS = 5000;

/** Hands on one line per some seconds, none before these have passed. */
export function slowProgress(print: (line: string) => void): Progress {
  let last = performance.now();
  return (what, image, images) => {
    if (performance.now() - last < PATIENCE_MS) return;
    last = performance.now();
    print(`verify: ${what}, image ${image + 1} of ${images} …`);
  };
}
