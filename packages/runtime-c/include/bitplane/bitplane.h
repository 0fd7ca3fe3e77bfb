// Bitplane's C runtime runs a `.bpm` model (docs/format.md) on one image or on a batch of images. This header is the
// whole interface; thread_pool.h beside it is optional.
//
//   load the file's bytes → bitplane_model_load → bitplane_arena_nbytes → bitplane_network_init → bitplane_run, any
//   number of times
//
// The library allocates nothing, keeps no state outside the caller's memory except the times of bitplane_choice, starts
// no thread of its own and does no input or output. Functions may be called from any thread. A network runs on one
// thread at a time; any number of networks may share a model.
#ifndef BITPLANE_BITPLANE_H_
#define BITPLANE_BITPLANE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Returned by functions. Families are spaced by ten; a value never changes its meaning.
enum bitplane_status {
  BITPLANE_OK = 0,

  // Errors in what the caller passed.
  BITPLANE_NULL_ARGUMENT = 10,
  BITPLANE_MISALIGNED = 11,       // the file's bytes or the arena do not start at the required alignment
  BITPLANE_ARENA_TOO_SMALL = 12,  // ask bitplane_arena_nbytes with the same model and options
  BITPLANE_OUT_OF_RANGE = 13,     // no step or tensor of that index, or an unsupported number of threads
  BITPLANE_BUSY = 14,             // the threads are busy with another run: give each run its own, or take turns

  // Errors in the file as a whole.
  BITPLANE_FOREIGN_FILE = 20,   // not a .bpm file
  BITPLANE_NEWER_VERSION = 21,  // a .bpm file of a version that this library does not know
  BITPLANE_TRUNCATED = 22,      // fewer bytes than the header says, or than a header has
  BITPLANE_TOO_LONG = 23,       // more bytes than the header says
  BITPLANE_BAD_CHECKSUM = 24,
  BITPLANE_BAD_HEADER = 25,     // impossible numbers of sections, tensors or layers, or bytes that should be zero
  BITPLANE_OLDER_VERSION = 26,  // a .bpm file of version 1: export the model again

  // Errors in the file's contents. If a layer is at fault, bitplane_model.faulty_layer says which.
  BITPLANE_BAD_SECTION = 30,
  BITPLANE_BAD_NAME = 31,
  BITPLANE_BAD_TENSOR = 32,
  BITPLANE_BAD_LAYER = 33,  // inputs, attributes, sections or shapes that do not fit the layer's kind
  BITPLANE_BAD_VALUE = 34,  // a parameter out of its range: a float that is not finite, a padding bit that is set, a
                            // weight of -128, a masked weight with a sign, a scale of residual-sign that is not above 0

  // A valid file that this library cannot run.
  BITPLANE_UNKNOWN_KIND = 40,
  BITPLANE_TOO_LARGE = 41,      // more than BITPLANE_MAX_LAYERS layers or BITPLANE_MAX_SIDE rows or columns, sums that
                                // could leave int32, sections that layers share too often, or buffers beyond the
                                // address space
  BITPLANE_KIND_LEFT_OUT = 42,  // a layer of a kind that this library was built without (CMake's BITPLANE_KINDS)

  // Limits of the machine.
  BITPLANE_BIG_ENDIAN_HOST = 50,  // files are little-endian and used in place
  BITPLANE_NO_THREAD = 51         // the operating system did not start a thread
};

// Returns what the status means, in English, without a full stop. Never NULL; the text is constant.
const char* bitplane_status_text(enum bitplane_status status);

// Max layers of a model. The planner keeps 56 bytes per layer on the stack; for a small machine, build the library, and
// everything that includes this header, with a lower number (CMake's -D BITPLANE_MAX_LAYERS=…).
#ifndef BITPLANE_MAX_LAYERS
#define BITPLANE_MAX_LAYERS 1023
#endif

// Max rows, and max columns, of the image and of activations: loading walks along both, so without a limit a small file
// could take seconds.
enum { BITPLANE_MAX_SIDE = 65535 };

// Alignments that the caller must provide, in bytes. A mapped file has the first; aligned_alloc gives the second.
enum { BITPLANE_FILE_ALIGNMENT = 8, BITPLANE_ARENA_ALIGNMENT = 64 };

// Instruction-set extensions as a set of bits. 0 means portable C.
enum {
  BITPLANE_CPU_SSSE3 = 1 << 0,
  BITPLANE_CPU_POPCNT = 1 << 1,
  BITPLANE_CPU_AVX2 = 1 << 2,
  BITPLANE_CPU_AVX512BW = 1 << 3,
  BITPLANE_CPU_AVX512BITALG = 1 << 4,
  BITPLANE_CPU_AVX512VNNI = 1 << 5,
  BITPLANE_CPU_NEON = 1 << 8,
  BITPLANE_CPU_DOTPROD = 1 << 9,
  BITPLANE_CPU_I8MM = 1 << 10,
  BITPLANE_CPU_SVE = 1 << 11,
  BITPLANE_CPU_FAST_TBL = 1 << 12,  // no extension but a property: NEON looks bytes up as fast as it adds them
  BITPLANE_CPU_RVV = 1 << 16,       // V of RISC-V, version 1.0, with registers of 128 bits or more
  BITPLANE_CPU_SIMD128 = 1 << 20    // 128-bit SIMD of WebAssembly
};

// Returns the features of this CPU that its operating system lets programs use. Queries the CPU at every call; reads no
// environment. On a core of 64-bit ARM whose part number says nothing, the process's first call takes some tens of
// microseconds for the race of bitplane_choice.
uint32_t bitplane_cpu_features(void);

// How the library found out whether a core of 64-bit ARM has BITPLANE_CPU_FAST_TBL, which decides between its two
// kernels for binary layers of 64 filters and more: by the core's part number or, where that cannot be read or says
// nothing, by a race of the two on a small problem. Both give the same bits.
struct bitplane_choice {
  bool is_measured;
  uint32_t lookup_ns,
      count_ns;  // the shortest of a few calls of bitplane_bgemm_4x64__neon, 4x8__neon; 0 unless measured
};

// Returns false, and leaves `choice` as it is, where there is nothing to choose: on all other CPUs, and in builds that
// have no NEON kernels or no clock.
bool bitplane_cpu_choice(struct bitplane_choice* choice);

// Returns the name of the lowest feature in the set ("avx2"); NULL for the empty set or an unknown bit.
const char* bitplane_cpu_feature_name(uint32_t features);

// Returns what the library was compiled for: "x86_64", "aarch64", "arm", "riscv64" …
const char* bitplane_cpu_architecture(void);

// The type of one element. Bits are signs, 1 means -1, packed as docs/bits.md says: each pixel's channels are padded to
// whole 64-bit words.
enum bitplane_element { BITPLANE_UINT8 = 0, BITPLANE_BITS = 1, BITPLANE_INT32 = 2, BITPLANE_FLOAT32 = 3 };

// An activation of one image, [height, width, channels], row-major.
struct bitplane_tensor {
  const char* name;  // of the layer that makes it, or "input"; points into the file
  enum bitplane_element element;
  uint32_t height, width, channels;
  size_t nbytes;
  const void* data;  // NULL if only the type is meant
};

// A checked file. It points into the caller's bytes, which must not change while the model or a network of it is in
// use.
struct bitplane_model {
  const uint8_t* bytes;
  size_t nbytes;
  const char* name;
  uint32_t crc32;  // of the file; golden vectors name it
  uint32_t num_sections;
  uint32_t num_layers;
  uint32_t faulty_layer;  // the layer for which bitplane_model_load failed, else UINT32_MAX
};

// Checks everything that docs/format.md requires, so that nothing has to be checked later, and fills `model`. Copies
// nothing. bytes: nbytes bytes, aligned to BITPLANE_FILE_ALIGNMENT. Any contents are safe. Errors: all except
// ARENA_TOO_SMALL and OUT_OF_RANGE.
enum bitplane_status bitplane_model_load(const void* bytes, size_t nbytes, struct bitplane_model* model);

// Gets the type of the image that the model takes: uint8 [height, width, channels], name "input".
void bitplane_model_input(const struct bitplane_model* model, struct bitplane_tensor* input);

// Gets the type of the model's output.
void bitplane_model_output(const struct bitplane_model* model, struct bitplane_tensor* output);

// Gets the type of tensor `index`: 0 is the image, k > 0 the output of layer k - 1. Errors: NULL_ARGUMENT,
// OUT_OF_RANGE.
enum bitplane_status bitplane_model_tensor(const struct bitplane_model* model, uint32_t index,
                                           struct bitplane_tensor* tensor);

// Threads that work together, the caller's among them. thread_pool.h has an implementation on pthreads.
//
// run: calls function(context, part, worker) once per part in 0 … num_parts - 1, in any order, several at the same
// time if it wants, and returns when all calls have returned. worker < num_workers; no two calls that run at the same
// time have the same worker. Returns BITPLANE_BUSY, without any call, while it is working already: for another thread,
// or for the part that calls it.
typedef void bitplane_part_fn(void* context, uint32_t part, uint32_t worker);
struct bitplane_workers {
  uint32_t num_workers;  // 0 or 1: the caller's thread alone; `run` is not needed
  enum bitplane_status (*run)(void* pool, uint32_t num_parts, bitplane_part_fn* function, void* context);
  void* pool;  // the first argument of `run`
};

// How a network runs. All zeros mean portable kernels and one thread.
struct bitplane_options {
  uint32_t cpu_features;  // what kernels may use, normally bitplane_cpu_features(); never more than the CPU has
  struct bitplane_workers workers;  // copied; the pool must live for as long as the network is run
  uint32_t min_part;    // steps are split into parts of at least this many binary products, or of other work that takes
                        // as long; 0 for BITPLANE_MIN_PART
  bool spreads_images;  // bitplane_run_batch gives each worker images of its own; costs memory per worker
};

// Smaller parts hardly repay the cost of handing them out (docs/benchmarks.md, "Threads").
enum { BITPLANE_MIN_PART = 1 << 19 };

// A model prepared for a CPU: kernels chosen, weights repacked, buffers laid out. It lives at the start of the arena.
struct bitplane_network;

// Memory of the caller, aligned to BITPLANE_ARENA_ALIGNMENT.
struct bitplane_memory {
  void* data;
  size_t nbytes;
};

// Gets the size of the arena that a network of `model` needs with these options. It grows with the number of workers:
// by the tiles that each works on and, if images are spread, by the activations of an image. Errors: NULL_ARGUMENT,
// TOO_LARGE.
enum bitplane_status bitplane_arena_nbytes(const struct bitplane_model* model, const struct bitplane_options* options,
                                           size_t* nbytes);

// Builds a network in `memory`, its arena, which belongs to the network while the network is in use; there is nothing
// to free. Errors: NULL_ARGUMENT, MISALIGNED, ARENA_TOO_SMALL, TOO_LARGE.
enum bitplane_status bitplane_network_init(const struct bitplane_model* model, const struct bitplane_options* options,
                                           struct bitplane_memory memory, struct bitplane_network** network);

// One unit of work: a layer; or a convolution with the layers that are fused with it, a threshold with or without a
// bit-max-pool after it, or a chain of layers that make each pixel from the same pixel of their inputs (affine, add,
// sign and the like); or such a chain alone.
struct bitplane_step {
  const char* name;               // of its first layer
  const char* kind;               // "binary-conv2d", "binary-conv2d+threshold", "binary-conv2d+affine+add" …
  const char* kernel;             // "bitplane_bgemm_2x128__avx2" …, or "portable" if the layer uses no listed kernel
  struct bitplane_tensor output;  // type only; output.name is its last layer's name
};

uint32_t bitplane_num_steps(const struct bitplane_network* network);

// Errors: NULL_ARGUMENT, OUT_OF_RANGE.
enum bitplane_status bitplane_describe_step(const struct bitplane_network* network, uint32_t index,
                                            struct bitplane_step* step);

// The observer is called with the output of each step as soon as it is made, in order, on the thread that called
// bitplane_run. The next step may overwrite the data. Outputs that a fused step does not make (the accumulators before
// a threshold, the signs before a pool, all except the last of a chain) are not shown.
struct bitplane_observer {
  void (*on_output)(void* context, uint32_t step, const struct bitplane_tensor* output);
  void* context;
};

// Runs one image; steps that take long enough are split among the workers. image: uint8 [height, width, channels] of
// the model's input, of any alignment. observer: NULL for none. output->data lies in the arena, aligned to 64 bytes,
// and is valid until the network's next run. Every CPU and every number of workers gives the same bits. Errors:
// NULL_ARGUMENT, BUSY.
enum bitplane_status bitplane_run(struct bitplane_network* network, const uint8_t* image,
                                  const struct bitplane_observer* observer, struct bitplane_tensor* output);

// Images and their outputs. Both belong to the caller and may have any alignment.
struct bitplane_batch {
  uint32_t num_images;    // may be 0
  const uint8_t* images;  // uint8 [num_images, height, width, channels]
  void* outputs;          // num_images times the nbytes of bitplane_model_output, which has their type
};

// Runs many images, each with the same bits as bitplane_run. If the network spreads images, each worker takes whole
// images: nothing is handed over inside an image, and even small layers are shared out. Otherwise the images run one by
// one, split by layers. Outputs are copied from the arena. Errors: NULL_ARGUMENT, BUSY; some of the outputs may have
// been written then.
enum bitplane_status bitplane_run_batch(struct bitplane_network* network, const struct bitplane_batch* batch);

#ifdef __cplusplus
}
#endif

#endif
