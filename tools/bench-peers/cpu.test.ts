import { cpuOf } from './cpu';

const INFO =
  'processor\t: 0\ncpu family\t: 6\nmodel\t\t: 143\nmodel name\t: Intel(R) Xeon(R) Processor\nflags\t\t: fpu avx2 amx_int8\n';

test('a CPU is known by family and model, and whether it shows AMX', () => {
  expect(cpuOf('Xeon', INFO)).toEqual({ model: 'Xeon', family: 'family 6 model 143', hasAmx: true });
  expect(cpuOf('Xeon', INFO.replace(' amx_int8', ''))).toMatchObject({ hasAmx: false });
  expect(cpuOf('M1', '')).toEqual({ model: 'M1', family: null, hasAmx: false });
});
