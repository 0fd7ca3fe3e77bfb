import { BitplaneError } from './errors';

test('a message is one line, whatever a file calls its parts', () => {
  const { message } = new BitplaneError('E_FILE', 'layer a\nb\u001b[2J\u2028c: expected 1, got 2');
  expect(message).toBe('layer a_b_[2J_c: expected 1, got 2');
});

test('a message has an end that says what to do, however long a name in it is', () => {
  const { message } = new BitplaneError('E_FILE', `layer ${'x'.repeat(1e6)}: expected 1, got 2; save it again`);
  expect(message.length).toBeLessThan(2000);
  expect(message).toMatch(/^layer x+…x+: expected 1, got 2; save it again$/);
});
