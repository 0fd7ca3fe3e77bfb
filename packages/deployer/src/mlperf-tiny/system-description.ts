// The description of a system as the benchmark's submissions have it, with the field names of its published results.
import type { Results } from './results';

/**
 * What nobody can ask a board for, such as the price class of its memory or the name of its SoC, is empty: who submits
 * fills it in.
 */
export function systemDescription(results: Results): object {
  const { submitter, board, operating_system, conditions, program, performance, model } = results;
  const mhz = conditions.frequency_mhz.max ?? conditions.frequency_mhz.before;
  const cores = board.cores === null ? '' : `${board.cores} × `;
  const commit =
    program.commit === null ? '' : `, commit ${program.commit}${program.dirty === true ? ' (changed)' : ''}`;
  const threads = performance.threads === 1 ? '1 thread' : `${performance.threads} threads`;
  return {
    Submitter: submitter,
    Division: 'open',
    Status: 'RDI',
    'Board Name': board.model,
    'Board Memory capacity (not including SoC, processor, or accelerator)': '',
    'Board Memory type': '',
    'Board storage capacity': '',
    'Board storage type': '',
    'SoC Name': '',
    'SoC Memory capacity (not including processor or accelerator)': '',
    'SoC Memory type': '',
    'SoC storage capacity': '',
    'SoC storage type': '',
    'Processor(s) Name': `${cores}${board.cpu}`,
    'Processor(s) Frequencies': mhz === null ? '' : `${mhz} MHz`,
    'Processor memory type and capacity': '',
    'Processor storage type and capacity': '',
    Accelerator: '',
    'Accelerator(s) Frequencies': '',
    'Accelerator memory type and capacity': '',
    'Accelerator storage type and capacity': '',
    'Hardware Notes': [
      ...(board.stand_in ? ['no board: the computer itself, through a built-in SSH server'] : []),
      `${board.architecture}, ${board.features.join(' ') || 'no vector instructions'}`,
      `clock governor ${conditions.governor ?? 'unknown'}`,
    ].join('; '),
    'Inference Framework': `Bitplane ${program.version}${commit}`,
    'Software Libraries': board.libc ?? '',
    'Operating System': operating_system,
    'Other Software Stack': '',
    'Software Notes': threads,
    'Quantization Method': 'binary weights and activations in the binary layers, from training',
    'Training framework (open division)': 'Bitplane trainer, or what the model was imported from',
    'ML Model Compiler(s)': 'Bitplane converter',
    'General Compiler(s)': [program.compiler, program.flags].filter(Boolean).join(' '),
    'Other Software': '',
    'Training and Quantization Notes': `${model.name}, ${model.nbytes} bytes, SHA-256 ${model.sha256}`,
  };
}
