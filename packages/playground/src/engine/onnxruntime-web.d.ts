// The set-up fetches it (vite.config.ts says from where); what it exports is declared by the package that it shares
// with onnxruntime for Node.
declare module 'onnxruntime-web' {
  export * from 'onnxruntime-common';
}

declare module 'onnxruntime-web/module.wasm?url' {
  const url: string;
  export default url;
}
