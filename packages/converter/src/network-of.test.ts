import { networkOf } from './network-of';

test.each([
  [undefined, 'reference'],
  ['network.onnx', 'network'],
  ['models/tiny.clean.onnx', 'tiny.clean'],
  ['out/reference-plus/train', 'reference-plus'],
  ['out/reference-plus/train/model.json', 'reference-plus'],
  ['my-network/', 'my-network'],
  ['/', 'reference'],
])('of %s is %s', (model, name) => expect(networkOf(model)).toBe(name));
