// Four pixels by eight filters: i32x4.dot_i16x8_s multiplies a pair of activations with a pair of weights in each of
// four lanes.
#include <wasm_simd128.h>

#include "../kernels.h"

bitplane_igemm_fn bitplane_igemm_4x8__simd128;
bitplane_igemm_signs_fn bitplane_igemm_signs_4x8__simd128;

enum { PIXELS = 4, FILTERS = 8, LANES = 4, PAIR = 2 };

struct sums {
  v128_t of[PIXELS][2];
};

// base, w: of eight filters.
static inline __attribute__((always_inline)) void multiply(size_t depth, const int16_t* const rows[PIXELS],
                                                           const int16_t* w, const int32_t* base, struct sums* to) {
  v128_t sums[PIXELS][2];
  for (size_t i = 0; i < PIXELS; i++) {
    sums[i][0] = wasm_v128_load(base);
    sums[i][1] = wasm_v128_load(base + LANES);
  }
  for (size_t k = 0; k < depth; k += PAIR) {
    const v128_t w0 = wasm_v128_load(w + k * FILTERS);
    const v128_t w1 = wasm_v128_load(w + k * FILTERS + FILTERS);
    for (size_t i = 0; i < PIXELS; i++) {
      const v128_t x = wasm_v128_load32_splat(rows[i] + k);
      sums[i][0] = wasm_i32x4_add(sums[i][0], wasm_i32x4_dot_i16x8(x, w0));
      sums[i][1] = wasm_i32x4_add(sums[i][1], wasm_i32x4_dot_i16x8(x, w1));
    }
  }
  for (size_t i = 0; i < PIXELS; i++) {
    to->of[i][0] = sums[i][0];
    to->of[i][1] = sums[i][1];
  }
}

static inline void store_sums(const struct sums* sums, size_t pixel, int32_t* acc) {
  wasm_v128_store(acc, sums->of[pixel][0]);
  wasm_v128_store(acc + LANES, sums->of[pixel][1]);
}

static inline void signs_of(const struct sums* sums, uint64_t signs[PIXELS]) {
  for (size_t i = 0; i < PIXELS; i++) {
    signs[i] = wasm_i32x4_bitmask(sums->of[i][0]) | wasm_i32x4_bitmask(sums->of[i][1]) << LANES;
  }
}

#include "../igemm_tiles.h"

void bitplane_igemm_4x8__simd128(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                 const int32_t* base, int32_t* acc, size_t ldacc) {
  multiply_tiles(num_pixels, num_blocks, depth, a, w, base, acc, ldacc);
}

void bitplane_igemm_signs_4x8__simd128(size_t num_pixels, size_t num_blocks, size_t depth, const void* a, const void* w,
                                       const int32_t* base, const uint64_t* flip, uint64_t* bits) {
  multiply_tiles_to_signs(num_pixels, num_blocks, depth, a, w, base, flip, bits);
}

// One vector: half a kilobyte less in a module, which is downloaded.
#define BYTE_LANES 8
#define BYTE_VECTORS 1

struct channel_sums {
  v128_t low, high;
};

static inline struct channel_sums load_channel_sums(const int32_t* base) {
  return (struct channel_sums){wasm_v128_load(base), wasm_v128_load(base + BYTE_LANES / 2)};
}

static inline void store_channel_sums(struct channel_sums sums, int32_t* y) {
  wasm_v128_store(y, sums.low);
  wasm_v128_store(y + BYTE_LANES / 2, sums.high);
}

static inline struct channel_sums add_products(struct channel_sums sums, const uint8_t* x, const int16_t* w) {
  const v128_t bytes = wasm_u16x8_load8x8(x), weights = wasm_v128_load(w);
  return (struct channel_sums){
      wasm_i32x4_add(sums.low, wasm_i32x4_extmul_low_i16x8(bytes, weights)),
      wasm_i32x4_add(sums.high, wasm_i32x4_extmul_high_i16x8(bytes, weights)),
  };
}

#include "../byte_channels.h"

BITPLANE_DEFINE_BYTE_CHANNELS(bitplane_byte_channels_8__simd128)
