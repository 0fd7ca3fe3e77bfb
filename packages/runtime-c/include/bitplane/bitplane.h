// Bitplane's C runtime: runs a `.bpm` model (docs/format.md), an image or a batch of images at a time. This is all
// there is to it; thread_pool.h beside it is optional.
//
//   load the file's bytes → bitplane_model_load → bitplane_arena_nbytes → bitplane_network_init → bitplane_run, as
//   often as wanted
//
// The library allocates nothing, keeps no state outside the caller's memory but the times of bitplane_choice, starts no
// thread of its own accord and does no input or output. Functions may be called from any thread; one network serves one
// thread at a time, and any number of networks may share one model.
#ifndef BITPLANE_BITPLANE_H_
#define BITPLANE_BITPLANE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a function answers. Families are spaced by ten; a value never changes its meaning.
enum bitplane_status {
  BITPLANE_OK = 0,

  // What the caller passed.
  BITPLANE_NULL_ARGUMENT = 10,
  BITPLANE_MISALIGNED = 11,       // the file's bytes or the arena do not start at the alignment asked for
  BITPLANE_ARENA_TOO_SMALL = 12,  // ask bitplane_arena_nbytes with the same model and options
  BITPLANE_OUT_OF_RANGE = 13,     // no step or tensor of that index, or no such number of threads
  BITPLANE_BUSY = 14,             // the threads are at work for another run: give each its own, or take turns

  // The file as a whole.
  BITPLANE_FOREIGN_FILE = 20,   // not a .bpm file
  BITPLANE_NEWER_VERSION = 21,  // a .bpm file of a version that this library does not know
  BITPLANE_TRUNCATED = 22,      // fewer bytes than the header says, or than a header has
  BITPLANE_TOO_LONG = 23,       // more bytes than the header says
  BITPLANE_BAD_CHECKSUM = 24,
  BITPLANE_BAD_HEADER = 25,     // numbers of sections, tensors and layers that cannot be, or bytes that should be zero
  BITPLANE_OLDER_VERSION = 26,  // a .bpm file of version 1: export the model again

  // What stands in it. For a layer, bitplane_model.faulty_layer says which.
  BITPLANE_BAD_SECTION = 30,
  BITPLANE_BAD_NAME = 31,
  BITPLANE_BAD_TENSOR = 32,
  BITPLANE_BAD_LAYER = 33,  // inputs, attributes, sections or shapes that do not fit the layer's kind
  BITPLANE_BAD_VALUE = 34,  // a parameter out of its range: a float that is not finite, a padding bit that is set, a
                            // weight of -128, a masked weight with a sign, a scale of residual-sign that is not above 0

  // Sound, but beyond this library.
  BITPLANE_UNKNOWN_KIND = 40,
  BITPLANE_TOO_LARGE = 41,      // more than BITPLANE_MAX_LAYERS layers or BITPLANE_MAX_SIDE rows or columns, sums that
                                // could leave int32, or buffers beyond the address space
  BITPLANE_KIND_LEFT_OUT = 42,  // a layer of a kind that this library was built without (CMake's BITPLANE_KINDS)

  // The machine.
  BITPLANE_BIG_ENDIAN_HOST = 50,  // files are little-endian and used in place
  BITPLANE_NO_THREAD = 51         // the operating system refused a thread
};

// What the status means, in English, without a full stop. Never NULL; the text is constant.
const char* bitplane_status_text(enum bitplane_status status);

// A model has at most so many layers. The planner keeps its notes on the stack, 56 bytes for each of them; small
// machines build the library, and all that includes this header, with a lower number (CMake's -D
// BITPLANE_MAX_LAYERS=…).
#ifndef BITPLANE_MAX_LAYERS
#define BITPLANE_MAX_LAYERS 1023
#endif

// Neither image nor activations have more rows or columns: loading walks along both, so a small file could ask for
// seconds.
enum { BITPLANE_MAX_SIDE = 65535 };

// Alignments asked of the caller, in bytes. A mapped file has the first; aligned_alloc gives the second.
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
  BITPLANE_CPU_FAST_TBL = 1 << 12  // no extension but a property: NEON looks bytes up as fast as it adds them
};

// The features of this CPU that its operating system lets programs use. Asks the CPU at every call; reads no
// environment. On a core of 64-bit ARM whose part number says nothing, the process's first call takes some tens of
// microseconds for the race of bitplane_choice.
uint32_t bitplane_cpu_features(void);

// How it was found whether a core of 64-bit ARM has BITPLANE_CPU_FAST_TBL, which decides between its two kernels for
// binary layers of 64 filters and more: by the core's part number or, where that cannot be read or says nothing, by a
// race of the two on a small problem. Both give the same bits.
struct bitplane_choice {
  bool is_measured;
  uint32_t lookup_ns, count_ns;  // the least of some calls of bitplane_bgemm_4x64__neon, 4x8__neon; 0 unless measured
};

// Answers false, and leaves `choice` as it is, where there is nothing to choose: on all other CPUs, and in builds that
// have no NEON kernels or no clock.
bool bitplane_cpu_choice(struct bitplane_choice* choice);

// The name of the lowest feature in the set ("avx2"), or NULL for the empty set or an unknown bit.
const char* bitplane_cpu_feature_name(uint32_t features);

// "x86_64", "aarch64", "arm", "riscv64" … : what the library was compiled for.
const char* bitplane_cpu_architecture(void);

// What one element is. Bits are signs, 1 means -1, packed as docs/bits.md says: each pixel's channels padded to whole
// 64-bit words.
enum bitplane_element { BITPLANE_UINT8 = 0, BITPLANE_BITS = 1, BITPLANE_INT32 = 2, BITPLANE_FLOAT32 = 3 };

// An activation of one image, [height, width, channels], row-major.
struct bitplane_tensor {
  const char* name;  // of the layer that makes it, or "input"; points into the file
  enum bitplane_element element;
  uint32_t height, width, channels;
  size_t nbytes;
  const void* data;  // NULL where only the type is meant
};

// A checked file. Points into the caller's bytes, which must stay as they are for as long as the model or a network of
// it is used.
struct bitplane_model {
  const uint8_t* bytes;
  size_t nbytes;
  const char* name;
  uint32_t crc32;  // of the file; golden vectors name it
  uint32_t num_sections;
  uint32_t num_layers;
  uint32_t faulty_layer;  // the layer that bitplane_model_load stumbled over, else UINT32_MAX
};

// Checks everything that docs/format.md asks for, so that nothing has to be checked later, and fills `model`. Copies
// nothing. bytes: nbytes bytes, aligned to BITPLANE_FILE_ALIGNMENT. Any contents are safe. Errors: all but
// ARENA_TOO_SMALL and OUT_OF_RANGE.
enum bitplane_status bitplane_model_load(const void* bytes, size_t nbytes, struct bitplane_model* model);

// The type of the image that the model takes: uint8 [height, width, channels], name "input".
void bitplane_model_input(const struct bitplane_model* model, struct bitplane_tensor* input);

// The type of what the model gives.
void bitplane_model_output(const struct bitplane_model* model, struct bitplane_tensor* output);

// The type of tensor `index`: 0 is the image, k > 0 the output of layer k - 1. Errors: NULL_ARGUMENT, OUT_OF_RANGE.
enum bitplane_status bitplane_model_tensor(const struct bitplane_model* model, uint32_t index,
                                           struct bitplane_tensor* tensor);

// Some threads that work together, the caller's among them. thread_pool.h has an implementation on pthreads.
//
// run: calls function(context, part, worker) for each part in 0 … num_parts - 1 once, in any order and side by side as
// it likes, and returns when all calls have. worker < num_workers; no two calls at a time have the same. Answers
// BITPLANE_BUSY, with no call made, while it is at work already: for another thread, or for the part that calls it.
typedef void bitplane_part_fn(void* context, uint32_t part, uint32_t worker);
struct bitplane_workers {
  uint32_t num_workers;  // 0 or 1: the caller's thread alone; `run` is not needed
  enum bitplane_status (*run)(void* pool, uint32_t num_parts, bitplane_part_fn* function, void* context);
  void* pool;  // the first argument of `run`
};

// How a network is to run. All zeros: portable kernels, one thread.
struct bitplane_options {
  uint32_t cpu_features;  // what kernels may use, normally bitplane_cpu_features(); never more than the CPU has
  struct bitplane_workers workers;  // copied; the pool must live for as long as the network is run
  uint32_t least_part;  // steps are split into parts of at least so many binary products, or other work that takes as
                        // long; 0 for BITPLANE_LEAST_PART
  bool spreads_images;  // bitplane_run_batch gives each worker images of its own; costs memory for each
};

// Smaller parts hardly win back what it costs to hand them out (docs/benchmarks.md, "Threads").
enum { BITPLANE_LEAST_PART = 1 << 19 };

// A model made ready for a CPU: kernels chosen, weights repacked, buffers laid out. It lives at the start of the arena.
struct bitplane_network;

// Memory of the caller, aligned to BITPLANE_ARENA_ALIGNMENT.
struct bitplane_memory {
  void* data;
  size_t nbytes;
};

// Size of the arena of a network of `model` with these options. It grows with the number of workers: by the tiles that
// each works on, and, where images are spread, by the activations of an image. Errors: NULL_ARGUMENT, TOO_LARGE.
enum bitplane_status bitplane_arena_nbytes(const struct bitplane_model* model, const struct bitplane_options* options,
                                           size_t* nbytes);

// Builds a network in `memory`, its arena, which belongs to it until the caller is done with both; there is nothing to
// free. Errors: NULL_ARGUMENT, MISALIGNED, ARENA_TOO_SMALL, TOO_LARGE.
enum bitplane_status bitplane_network_init(const struct bitplane_model* model, const struct bitplane_options* options,
                                           struct bitplane_memory memory, struct bitplane_network** network);

// One unit of work: a layer; or a convolution and what alone reads it tile by tile, a threshold with or without the
// bit-max-pool behind it, or a chain of layers that work pixel by pixel (affine, prelu, relu, sign, add, concat,
// residual-sign, plane-sum, multi-threshold); or such a chain alone.
struct bitplane_step {
  const char* name;    // of its first layer
  const char* kind;    // "binary-conv2d", "binary-conv2d+threshold", "binary-conv2d+affine+add" …
  const char* kernel;  // "bitplane_bgemm_2x128__avx2" …, or "portable" where the loops of the layer do the work
  struct bitplane_tensor output;  // type only; output.name is its last layer's name
};

uint32_t bitplane_num_steps(const struct bitplane_network* network);

// Errors: NULL_ARGUMENT, OUT_OF_RANGE.
enum bitplane_status bitplane_describe_step(const struct bitplane_network* network, uint32_t index,
                                            struct bitplane_step* step);

// Is shown the output of each step as soon as it is made, in order, on the thread that called bitplane_run. The data
// may be overwritten by the next step. What a fused step leaves out (the accumulators before a threshold, the signs
// before a pool, all but the last of a chain) is not shown.
struct bitplane_observer {
  void (*on_output)(void* context, uint32_t step, const struct bitplane_tensor* output);
  void* context;
};

// Runs one image; steps that take long enough are split among the workers. image: uint8 [height, width, channels] of
// the model's input, any alignment. observer: NULL for none. output->data lies in the arena, aligned to 64 bytes, and
// is good until the network's next run. Every CPU and every number of workers gives the same bits. Errors:
// NULL_ARGUMENT, BUSY.
enum bitplane_status bitplane_run(struct bitplane_network* network, const uint8_t* image,
                                  const struct bitplane_observer* observer, struct bitplane_tensor* output);

// Images and their outputs, both of the caller and of any alignment.
struct bitplane_batch {
  uint32_t num_images;    // may be 0
  const uint8_t* images;  // uint8 [num_images, height, width, channels]
  void* outputs;          // num_images times the nbytes of bitplane_model_output, which says what they are
};

// Runs many images: the same bits as bitplane_run for each. Where the network spreads images, each worker takes whole
// ones, which has no hand-off inside an image and splits every layer; else they go one by one, split by layers. Outputs
// are copied from the arena. Errors: NULL_ARGUMENT, BUSY; some of the outputs may be written then.
enum bitplane_status bitplane_run_batch(struct bitplane_network* network, const struct bitplane_batch* batch);

#ifdef __cplusplus
}
#endif

#endif
