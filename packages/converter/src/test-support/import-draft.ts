// A draft as the importer sees it: through files.
import { temporaryFolder } from '@bitplane/cli/test-support';
import type { Model } from '@bitplane/model';
import { importNetwork } from '../importers';
import { writeLayersModel, type LayersModelFiles } from './layers-model-files';

export function importDraft(draft: LayersModelFiles): Model {
  const folder = temporaryFolder();
  writeLayersModel(folder, draft);
  return importNetwork(folder).model;
}
