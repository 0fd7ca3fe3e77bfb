// The bits of `vcgencmd get_throttled`, as the documentation of Raspberry Pi's firmware names them.
const FLAGS = ['under-voltage', 'frequency capped', 'throttled', 'soft temperature limit'];
/** The same since the board was started. */
const SINCE_BOOT_SHIFT = 16;

const namesOf = (bits: number): string[] => FLAGS.filter((_, bit) => (bits >> bit) & 1);

export const throttledNow = (bits: number): string[] => namesOf(bits);
export const throttledSinceBoot = (bits: number): string[] => namesOf(bits >> SINCE_BOOT_SHIFT);
