// The twins for our own runtime: the float32 twin read back from its ONNX file, and the same with its layers rounded to
// 8 bits, as `export --model twin-float.onnx` makes them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '@bitplane/model';
import { quantizeFloatLayers } from '../float-layers/quantize-float-layers';
import { importNetwork } from '../importers';
import { applyPasses } from '../passes';
import { requireRunnable } from '../require-runnable';
import type { ExportSubject } from './exporter';
import { exportOnnxTwin, type TwinPrecision } from './onnx-twin';

const NAMES: Readonly<Record<TwinPrecision, string>> = { float32: 'float', int8: 'int8' };
const made = new WeakMap<ExportSubject, Map<TwinPrecision, Model>>();

/**
 * Made once per subject, since several files have it. Its float layers are rounded by the subject's calibration images,
 * or, where there are none, by those of the golden vectors. Throws E_LAYER for networks that have no such twin.
 */
export function ownTwin(subject: ExportSubject, precision: TwinPrecision): Model {
  const known = made.get(subject) ?? new Map<TwinPrecision, Model>();
  made.set(subject, known);
  const twin = known.get(precision) ?? makeTwin(subject, precision);
  known.set(precision, twin);
  return twin;
}

function makeTwin({ imported, images, calibration }: ExportSubject, precision: TwinPrecision): Model {
  const floats = importBytes('twin-float.onnx', exportOnnxTwin(imported, 'float32'));
  const network = precision === 'float32' ? floats : quantizeFloatLayers(floats, calibration?.() ?? images).model;
  const model = applyPasses({ ...network, name: `${imported.name}-twin-${NAMES[precision]}` });
  requireRunnable(model);
  return model;
}

/** As the file of that name would be read: importers read files. */
export function importBytes(name: string, bytes: Uint8Array): Model {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-twin-'));
  try {
    writeFileSync(join(folder, name), bytes);
    return importNetwork(join(folder, name)).model;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
