// What mpirun says about this process, in the variables of Open MPI 4 and 5.

export interface RankEnvironment {
  readonly rank: number;
  readonly size: number;
  /** Among the ranks of this host. */
  readonly localRank: number;
}

/** Null: mpirun did not start this process. */
export function rankEnvironment(env: NodeJS.ProcessEnv = process.env): RankEnvironment | null {
  const { OMPI_COMM_WORLD_RANK: rank, OMPI_COMM_WORLD_SIZE: size, OMPI_COMM_WORLD_LOCAL_RANK: localRank } = env;
  if (rank === undefined || size === undefined) return null;
  return { rank: Number(rank), size: Number(size), localRank: Number(localRank ?? 0) };
}

/** Sets RANK, LOCAL_RANK and WORLD_SIZE, the names that network files and scripts know from other trainers. */
export function nameRank({ rank, size, localRank }: RankEnvironment, env: NodeJS.ProcessEnv = process.env): void {
  Object.assign(env, { RANK: String(rank), LOCAL_RANK: String(localRank), WORLD_SIZE: String(size) });
}
