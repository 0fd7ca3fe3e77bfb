// node make-messages.mjs: writes onnx.json, ONNX's messages for protobufjs, from the onnx.proto of the Python package
// below. For another version change it here, run this and "npx prettier --write" on the file, and name the version in
// schema.ts and docs/import.md.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const PACKAGE = 'onnx==1.23.2';
const READ = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("onnx/onnx.proto").decode())';

const folder = mkdtempSync(join(tmpdir(), 'bitplane-onnx-'));
try {
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder];
  execFileSync('python3', ['-m', 'pip', 'download', ...options, PACKAGE], { stdio: ['ignore', 'inherit', 'inherit'] });
  const proto = execFileSync('python3', ['-c', READ, join(folder, readdirSync(folder)[0])], { encoding: 'utf8' });
  const messages = JSON.stringify(protobuf.parse(proto).root.toJSON(), null, 2);
  writeFileSync(fileURLToPath(new URL('onnx.json', import.meta.url)), `${messages}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
