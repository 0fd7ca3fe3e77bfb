// Ranks as messages name them.

/** "rank 2 (host)" */
export const describeRank = (hosts: readonly string[], rank: number): string => `rank ${rank} (${hosts[rank]})`;

/** "rank 2 (host) and rank 3 (host)" */
export const describeRanks = (hosts: readonly string[], ranks: readonly number[]): string =>
  ranks.map((rank) => describeRank(hosts, rank)).join(' and ');
