// What build.mjs writes: the modules in base64.
declare module '#inline-modules' {
  export const simd: string;
  export const portable: string;
}
