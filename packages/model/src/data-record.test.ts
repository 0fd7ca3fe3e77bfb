import { readDataRecord, type DataRecord } from './data-record';
import { errorCode } from './test-support/build';

const RECORD: DataRecord = {
  name: 'photos',
  sha256: '00ff',
  classes: ['cats', 'dogs'],
  image: { height: 48, width: 48, channels: 3 },
  splitSeed: null,
  trainingImages: 40,
  validationImages: 0,
  testImages: 8,
};

test('a record is what it was, and none is null', () => {
  expect(readDataRecord(JSON.parse(JSON.stringify(RECORD)), 'model.json')).toEqual(RECORD);
  expect([undefined, null].map((value) => readDataRecord(value, 'model.json'))).toEqual([null, null]);
});

test.each<[string, unknown]>([
  ['classes', 'cats'],
  ['classes', [1, 2]],
  ['image', { height: 48, width: 48 }],
  ['splitSeed', 'seven'],
  ['testImages', -1],
  ['sha256', 5],
])('a record with another %s (%j) is rejected', (field, value) => {
  expect(errorCode(() => readDataRecord({ ...RECORD, [field]: value }, 'model.json'))).toBe('E_FILE');
});
