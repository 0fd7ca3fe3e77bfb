// Four pixels by four filters on RISC-V vectors (RVV 1.0) of any length. vcpop.m counts the ones of a mask, and with
// elements of 8 bits in groups of 8 registers a mask is one whole register: exclusive or, count and a scalar addition
// do for VLEN products. LLVM's model of a SpacemiT X60 gives the two vector instructions 3 cycles for 256 products.
// Other ways without Zvbb: carry-save adders take 6 vector instructions for as many products, look-ups 2.7, every third
// of which is a vrgather, which is slow on many cores.
//
// Weights are rows as the file has them, whatever VLEN is. Pixels are copied to a panel once for all filters: runs of
// words become one, in whole registers, and what a step reads is side by side.
#include <riscv_vector.h>
#include <stdbool.h>

#include "../word_runs.h"

bitplane_bgemm_fn bitplane_bgemm_4x4__rvv;

enum {
  PIXELS = 4,
  FILTERS = 4,
  CHUNK_WORDS = 64,
  CHUNK_NBYTES = CHUNK_WORDS * 8,
  PANEL_PIXELS = 16,  // 8 kB of words stay in L1 beside a tile's filters
};

// Where the panel is, what does not fit the registers would take three instructions to reach.
#define SMALL_FRAME __attribute__((noinline))

static inline size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

struct chunk {
  size_t nbytes, register_nbytes, num_runs, num_spans;
  struct bitplane_word_run runs[BITPLANE_MAX_WORD_RUNS];   // as the pixels have them
  struct bitplane_word_run spans[BITPLANE_MAX_WORD_RUNS];  // the same words, as the filters have them
};

static inline size_t span_nbytes(const struct bitplane_word_run* span) { return span->num_words * sizeof(uint64_t); }

static bool next_chunk(struct bitplane_run_walk* walk, struct chunk* chunk) {
  chunk->num_runs = bitplane_next_piece(walk, CHUNK_WORDS, chunk->runs);
  chunk->nbytes = 0;
  for (size_t i = 0; i < chunk->num_runs; i++) {
    chunk->spans[i] = chunk->runs[i];
    chunk->nbytes += span_nbytes(&chunk->runs[i]);
  }
  chunk->num_spans = bitplane_join_filter_runs(chunk->spans, chunk->num_runs);
  chunk->register_nbytes = __riscv_vsetvlmax_e8m1();
  return chunk->num_runs > 0;
}

// Copies a pixel's words to its places in a tile of the panel: of each span, [steps, PIXELS, bytes of a register], the
// last step with the bytes that are left.
static void fill_pixel(const struct chunk* chunk, const uint64_t* a, size_t i, uint8_t* tile) {
  const struct bitplane_word_run* span = chunk->spans;
  size_t span_left = span_nbytes(span), step = min_size(span_left, chunk->register_nbytes), done = 0;
  for (size_t r = 0; r < chunk->num_runs; r++) {
    const uint8_t* from = (const uint8_t*)(a + chunk->runs[r].a);
    size_t left = span_nbytes(&chunk->runs[r]);
    while (left > 0) {
      if (done == step) {
        tile += PIXELS * step;
        span_left -= step;
        if (span_left == 0) span_left = span_nbytes(++span);
        step = min_size(span_left, chunk->register_nbytes);
        done = 0;
      }
      const size_t num = min_size(left, step - done);
      __riscv_vse8_v_u8m1(tile + i * step + done, __riscv_vle8_v_u8m1(from, num), num);
      from += num;
      left -= num;
      done += num;
    }
  }
}

// panel: [tiles, PIXELS * chunk->nbytes]. The last pixel is repeated for those that are not there.
static SMALL_FRAME void fill_panel(size_t num_pixels, const struct chunk* chunk, const uint64_t* const* a,
                                   uint8_t* panel) {
  for (size_t m = 0; m < num_pixels; m += PIXELS, panel += PIXELS * chunk->nbytes) {
    for (size_t i = 0; i < PIXELS; i++) fill_pixel(chunk, a[min_size(m + i, num_pixels - 1)], i, panel);
  }
}

// The step of four pixels by four filters is written out, since a count takes some 6 cycles to reach a scalar register
// and a core that works in order would wait there: each is added after three more have begun. Compilers add at once, to
// save registers, and take any barrier of C as a change of vtype, which they then set again.
enum { NUM_COUNTS = PIXELS * FILTERS };

#define LOAD_FILTERS                                                            \
  "vsetvli zero, %[num_bits], e8, m8, ta, ma\n\t"                               \
  "vlm.v v8, (%[w])\n\tadd %[ones0], %[w], %[step]\n\tvlm.v v9, (%[ones0])\n\t" \
  "add %[ones0], %[ones0], %[step]\n\tvlm.v v10, (%[ones0])\n\t"                \
  "add %[ones0], %[ones0], %[step]\n\tvlm.v v11, (%[ones0])\n\t"

// A register of each pixel, which are side by side, or a part of one.
#define LOAD_WHOLE_PIXELS "vl4re8.v v12, (%[a])\n\t"
#define LOAD_PIXEL(x) "vlm.v " x ", (%[a])\n\tadd %[a], %[a], %[nbytes]\n\t"
#define LOAD_PIXELS LOAD_PIXEL("v12") LOAD_PIXEL("v13") LOAD_PIXEL("v14") LOAD_PIXEL("v15")

#define COUNT(x, n, w, to, add) "vmxor.mm " to ", " x ", " w "\n\t" add "vcpop.m %[ones" n "], " to "\n\t"
#define ADD(n, to) "add %[" to "], %[" to "], %[ones" n "]\n\t"
#define COUNT_PIXEL(x, add0, add1, add2, add3) \
  COUNT(x, "0", "v8", "v16", add0)             \
  COUNT(x, "1", "v9", "v17", add1) COUNT(x, "2", "v10", "v18", add2) COUNT(x, "3", "v11", "v19", add3)
#define COUNT_NEXT(x, m) COUNT_PIXEL(x, ADD("0", m "0"), ADD("1", m "1"), ADD("2", m "2"), ADD("3", m "3"))
#define COUNT_PIXELS                 \
  COUNT_PIXEL("v12", "", "", "", "") \
  COUNT_NEXT("v13", "a")             \
  COUNT_NEXT("v14", "b") COUNT_NEXT("v15", "c") ADD("0", "d0") ADD("1", "d1") ADD("2", "d2") ADD("3", "d3")

#define COUNTS(m, i) [m##0] "+&r"(c[i]), [m##1] "+&r"(c[i + 1]), [m##2] "+&r"(c[i + 2]), [m##3] "+&r"(c[i + 3])
#define COUNT_STEP(load_pixels)                                                                                      \
  __asm__(LOAD_FILTERS load_pixels COUNT_PIXELS                                                                      \
          : COUNTS(a, 0), COUNTS(b, 4), COUNTS(c, 8), COUNTS(d, 12), [ones0] "=&r"(ones[0]), [ones1] "=&r"(ones[1]), \
            [ones2] "=&r"(ones[2]), [ones3] "=&r"(ones[3]), [a] "+&r"(a)                                             \
          : [w] "r"(w), [step] "r"(filter_nbytes), [nbytes] "r"(nbytes), [num_bits] "r"(num_bits)                    \
          : "memory", "vl", "vtype", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19")

// Adds to c what nbytes, a register or what is left, count: of four pixels from a on and of filters from w on. Returns
// where the pixels' next bytes are.
static inline __attribute__((always_inline)) const uint8_t* count_4x4(bool is_whole, size_t nbytes, const uint8_t* a,
                                                                      const uint8_t* w, size_t filter_nbytes,
                                                                      unsigned long c[NUM_COUNTS]) {
  const size_t num_bits = nbytes * 8;
  unsigned long ones[FILTERS];
  if (is_whole) {
    COUNT_STEP(LOAD_WHOLE_PIXELS);
    return a + PIXELS * nbytes;
  }
  COUNT_STEP(LOAD_PIXELS);
  return a;
}

static inline unsigned long count_ones(vbool1_t x, vbool1_t filter, size_t num_bits) {
  return __riscv_vcpop_m_b1(__riscv_vmxor_mm_b1(x, filter, num_bits), num_bits);
}

static inline __attribute__((always_inline)) void count_4x1(size_t nbytes, const uint8_t* a, const uint8_t* w,
                                                            unsigned long counts[PIXELS]) {
  const size_t num_bits = nbytes * 8;
  const vbool1_t filter = __riscv_vlm_v_b1(w, num_bits);
  for (size_t i = 0; i < PIXELS; i++) {
    counts[i] += count_ones(__riscv_vlm_v_b1(a + i * nbytes, num_bits), filter, num_bits);
  }
}

// Pixels of a tile: as fill_panel left their words, and where their sums come from and go to.
struct tile {
  size_t num_pixels;
  const uint8_t* words;
  const int32_t* const* from;
  int32_t* const* acc;
};

// sums = from - 2 * counts, of a pixel.
static inline void store_sums(const int32_t* from, const unsigned long counts[FILTERS], int32_t* acc) {
  vint32m1_t ones = __riscv_vmv_s_x_i32m1((int32_t)counts[0], FILTERS);
  for (size_t k = 0; k < FILTERS; k++) ones = __riscv_vslide1down_vx_i32m1(ones, (int32_t)counts[k], FILTERS);
  const vint32m1_t base = __riscv_vle32_v_i32m1(from, FILTERS);
  __riscv_vse32_v_i32m1(acc, __riscv_vnmsac_vx_i32m1(base, 2, ones, FILTERS), FILTERS);
}

// w: of the first filter, which is numbered n.
static SMALL_FRAME void multiply_4x4(const struct chunk* chunk, const struct tile* tile, const uint8_t* w,
                                     size_t filter_nbytes, size_t n) {
  unsigned long counts[NUM_COUNTS] = {0};
  const uint8_t* a = tile->words;
  const size_t nbytes = __riscv_vsetvlmax_e8m1();
  for (size_t s = 0; s < chunk->num_spans; s++) {
    const uint8_t* from = w + chunk->spans[s].w * sizeof(uint64_t);
    size_t left = span_nbytes(&chunk->spans[s]);
    for (; left >= nbytes; left -= nbytes, from += nbytes) {
      a = count_4x4(true, nbytes, a, from, filter_nbytes, counts);
    }
    if (left > 0) a = count_4x4(false, left, a, from, filter_nbytes, counts);
  }
  for (size_t i = 0; i < PIXELS; i++) {
    if (i < tile->num_pixels) store_sums(tile->from[i] + n, counts + i * FILTERS, tile->acc[i] + n);
  }
}

static SMALL_FRAME void multiply_4x1(const struct chunk* chunk, const struct tile* tile, const uint8_t* filter,
                                     size_t n) {
  unsigned long counts[PIXELS] = {0};
  const uint8_t* a = tile->words;
  for (size_t s = 0; s < chunk->num_spans; s++) {
    const uint8_t* w = filter + chunk->spans[s].w * sizeof(uint64_t);
    for (size_t left = span_nbytes(&chunk->spans[s]); left > 0;) {
      const size_t step = min_size(left, chunk->register_nbytes);
      count_4x1(step, a, w, counts);
      left -= step;
      a += PIXELS * step;
      w += step;
    }
  }
  for (size_t i = 0; i < PIXELS; i++) {
    if (i < tile->num_pixels) tile->acc[i][n] = tile->from[i][n] - 2 * (int32_t)counts[i];
  }
}

// panel: of num_pixels. from: their bases, or sums of the chunks before.
static void multiply_panel(const struct bitplane_bgemm_operands* o, const struct chunk* chunk, size_t num_pixels,
                           const uint8_t* panel, const int32_t* const* from, int32_t* const* acc) {
  const size_t filter_nbytes = o->filter_words * sizeof(uint64_t);
  const uint8_t* w = o->w;
  for (size_t n = 0; n < o->num_blocks;) {
    const bool has_four = o->num_blocks - n >= FILTERS;
    for (size_t m = 0; m < num_pixels; m += PIXELS) {
      const struct tile tile = {min_size(num_pixels - m, PIXELS), panel + m * chunk->nbytes, from + m, acc + m};
      if (has_four) {
        multiply_4x4(chunk, &tile, w, filter_nbytes, n);
      } else {
        multiply_4x1(chunk, &tile, w, n);
      }
    }
    n += has_four ? FILTERS : 1;
    w += has_four ? FILTERS * filter_nbytes : filter_nbytes;
  }
}

void bitplane_bgemm_4x4__rvv(const struct bitplane_bgemm_operands* o, const int32_t* const* base, int32_t* const* acc) {
  uint8_t panel[PANEL_PIXELS * CHUNK_NBYTES];
  for (size_t m = 0; m < o->num_pixels; m += PANEL_PIXELS) {
    const size_t num_pixels = min_size(o->num_pixels - m, PANEL_PIXELS);
    const int32_t* const* from = base + m;
    struct bitplane_run_walk walk = {.operands = o};
    struct chunk chunk;
    while (next_chunk(&walk, &chunk)) {
      fill_panel(num_pixels, &chunk, o->a + m, panel);
      multiply_panel(o, &chunk, num_pixels, panel, from, acc + m);
      from = (const int32_t* const*)acc + m;
    }
  }
}
