// The same with the modules in base64, for bundlers that find no files and pages that are one file. It takes 180 kB.
import { portable, simd } from '#inline-modules';
import { loaderOf } from './loader.ts';

const decode = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const { load, startWorkers } = loaderOf((kind) => Promise.resolve(decode(kind === 'simd' ? simd : portable)));

export { load, startWorkers };
export * from './public.ts';
