#!/bin/sh
# oneDNN from PyPI runs the CPU through SYCL: it has neither the OpenMP runtime nor the thread pool of other builds.
#
# onednn and onednn-devel 2026.1.0 (oneDNN 3.13.2). Its configuration says DNNL_RUNTIME_SYCL for the CPU as for the GPU,
# and the library needs libsycl. So OMP_NUM_THREADS does nothing, dnnl_stream_create gives a stream whose calls another
# thread executes, and a time around dnnl_primitive_execute has the hand-over in it (7 to 12 microseconds on an EPYC of
# Zen 5), longer than a small layer takes. Debian's build uses OpenMP, where a call with one thread stays in its own.
# Who compares with this wheel has to time an empty layer as well. Ends with 0 while this is so, with 1 once it has
# changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check --no-deps onednn==2026.1.0 onednn-devel==2026.1.0
config=$(find python -path '*/oneapi/dnnl/dnnl_config.h')
library=$(find python -name 'libdnnl.so.3' | head -n 1)

{
  sed -n 's/^#define \(DNNL_[CG]PU_RUNTIME\) \(DNNL_RUNTIME_[A-Z]*\)$/\1 is \2/p' "$config"
  readelf --dynamic "$library" | sed -n 's/.*(NEEDED).*\[lib\(sycl\|gomp\|iomp5\)\..*/the library needs lib\1/p'
} > seen
cat > expected <<'EXPECTED'
DNNL_CPU_RUNTIME is DNNL_RUNTIME_SYCL
DNNL_GPU_RUNTIME is DNNL_RUNTIME_SYCL
the library needs libsycl
EXPECTED
cat seen
cmp -s seen expected || { echo "onednn 2026.1.0 behaves in another way than described"; exit 1; }
