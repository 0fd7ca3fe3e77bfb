// Small versions of the networks through the whole proof, by the real tools.
import { temporaryFolder } from '@bitplane/cli/test-support';
import { isBuilt, MACHINES } from './machines';
import { NETWORKS, type PythonTools } from './networks';
import { prove } from './prove';
import { makeSources, type Source } from './sources';
import { testWith } from './test-support/test-with';

jest.setTimeout(1_200_000);

// The suites c-aarch64 and c-arm build the others.
const machines = process.env.CI ? MACHINES : MACHINES.filter(isBuilt);

const make = (tools: PythonTools, chosen: (name: string) => boolean): Promise<Source[]> =>
  makeSources(
    NETWORKS.filter((network) => network.tools === tools && chosen(network.name)),
    { folder: temporaryFolder(), isSmall: true },
  );

/** Those that are also compared layer by layer. */
const WITH_LAYERS: readonly string[] = ['quicknet', 'cnv-2w2a', 'react-net'];

const isPadded = (name: string): boolean => name.startsWith('padded');

testWith('larq')('files of Keras, Larq and Larq Compute Engine agree with their own runtimes', () =>
  expectAgreement('larq', 12),
);

testWith('brevitas')('files of Brevitas, qonnx and PyTorch agree with their own runtimes', () =>
  expectAgreement('brevitas', 16),
);

async function expectAgreement(tools: PythonTools, numFiles: number): Promise<void> {
  const sources = await make(tools, (name) => !isPadded(name));
  expect(sources).toHaveLength(numFiles);
  const folder = temporaryFolder();
  const faults: string[] = [];
  for (const source of sources) {
    const verified = WITH_LAYERS.includes(source.network) ? 'layers' : 'export';
    const proof = await prove(source, { folder, machines, verified });
    faults.push(...proof.faults.map((fault) => `${proof.file}: ${fault}`));
    if (proof.binaryMacs < proof.otherMacs / 8) faults.push(`${proof.file}: hardly a layer is binary`);
  }
  expect(faults).toEqual([]);
}

testWith('brevitas')('zeros around a 1-bit layer stay zeros: every answer is kept, whatever the padding', async () => {
  const sources = await make('brevitas', isPadded);
  const folder = temporaryFolder();
  const answers = new Map<string, number[]>();
  for (const source of sources) {
    const { faults, comparison } = await prove(source, { folder, machines: machines.slice(0, 1), verified: 'export' });
    expect({ faults, answers: comparison.equalClasses }).toEqual({ faults: [], answers: 64 });
    answers.set(
      source.network,
      source.scores.map((scores) => scores.indexOf(Math.max(...scores))),
    );
  }
  // With −1 or +1 instead of 0, as FINN's conversion has it (its issue 996), it is another network.
  const kept = (name: string): number =>
    answers.get(name)!.filter((answer, image) => answer === answers.get('padded-with-0')![image]).length;
  expect(kept('padded-with-minus-1')).toBeLessThan(48);
  expect(kept('padded-with-plus-1')).toBeLessThan(48);
});
