// Files that are dropped, pasted or opened.

const BPM_MARK = [0x89, 0x42, 0x50, 0x4d];

/** Calls onFile with the first one of those that come together. */
export function watchFiles(openers: readonly HTMLInputElement[], onFile: (file: File) => void): void {
  const take = (files: FileList | undefined): boolean => {
    const file = files?.[0];
    if (file !== undefined) onFile(file);
    return file !== undefined;
  };
  addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (take(event.dataTransfer?.files)) event.preventDefault();
  });
  addEventListener('paste', (event) => {
    if (take(event.clipboardData?.files)) event.preventDefault();
  });
  for (const opener of openers) {
    opener.addEventListener('change', () => {
      take(opener.files ?? undefined);
      // So that the same file can be opened again.
      opener.value = '';
    });
  }
}

/** By its name or its first bytes: a damaged one too is for the loader to reject. */
export async function isNetwork(file: File): Promise<boolean> {
  if (file.name.endsWith('.bpm')) return true;
  const start = new Uint8Array(await file.slice(0, BPM_MARK.length).arrayBuffer());
  return BPM_MARK.every((byte, k) => start[k] === byte);
}
