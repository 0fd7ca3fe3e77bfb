// CIFAR-10's records, as a file: vite.config.ts cuts it.
declare module 'virtual:samples' {
  const url: string;
  export default url;
}
