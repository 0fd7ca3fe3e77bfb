// A draft as the importer sees it: through files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '@bitplane/model';
import { importNetwork } from '../importers';
import { writeLayersModel, type LayersModelFiles } from './layers-model-files';

export function importDraft(draft: LayersModelFiles): Model {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-draft-'));
  try {
    writeLayersModel(folder, draft);
    return importNetwork(folder).model;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
