/** The most memory that this process has had. */
export function peakKb(): number;
