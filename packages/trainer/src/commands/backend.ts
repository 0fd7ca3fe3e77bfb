// The backend as commands load it: threads first, the notice to the user.
import { commandsHere } from '@bitplane/cli';
import { loadBackend, type Backend } from '../backend';

/**
 * Loads the backend; what it has to say goes to stderr. threads: of TensorFlow and of the native ops; default: the
 * machine's cores.
 */
export async function showBackend(threads?: number): Promise<Backend> {
  if (threads !== undefined) {
    // Both libraries read them once, when they are loaded; one thread also means one operation at a time.
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    process.env.TF_NUM_INTEROP_THREADS = String(threads);
    process.env.OMP_NUM_THREADS = String(threads);
  }
  const backend = await loadBackend();
  if (backend.notice !== null) process.stderr.write(`\nNOTICE: ${commandsHere(backend.notice)}\n\n`);
  return backend;
}
