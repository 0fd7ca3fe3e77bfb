#include "thresholds.h"

#include "../bits.h"

struct bitplane_thresholds bitplane_read_thresholds(const struct bitplane_layer* layer, uint32_t cpu_features) {
  const bool per_element = layer->attributes[BITPLANE_THRESHOLD_PER_ELEMENT] != 0;
  const size_t channels = layer->output.channels;
  const struct bitplane_thresholds thresholds = {
      .kernel = bitplane_select_threshold(cpu_features),
      .channels = channels,
      .bound_nbytes =
          layer->sections[BITPLANE_THRESHOLD_LOWER].type == BITPLANE_SECTION_INT16 ? sizeof(int16_t) : sizeof(int32_t),
      .bounds_step = per_element ? channels : 0,
      .lower = layer->sections[BITPLANE_THRESHOLD_LOWER].data,
      .upper = layer->sections[BITPLANE_THRESHOLD_UPPER].data,
      .flip_step = per_element ? bitplane_row_words(channels) : 0,
      .flip = layer->sections[BITPLANE_THRESHOLD_FLIP].data,
  };
  return thresholds;
}

int32_t bitplane_read_bound(const struct bitplane_thresholds* t, const void* bounds, size_t index) {
  return t->bound_nbytes == sizeof(int16_t) ? ((const int16_t*)bounds)[index] : ((const int32_t*)bounds)[index];
}

void bitplane_apply_thresholds(const struct bitplane_thresholds* t, const struct bitplane_tile* tile, uint64_t* bits) {
  const size_t num_words = bitplane_row_words(t->channels);
  for (size_t m = 0; m < tile->num_pixels; m++) {
    const size_t pixel = tile->first_pixel + m;
    const size_t first_bound = pixel * t->bounds_step * t->bound_nbytes;
    const struct bitplane_bounds bounds = {
        .nbytes = t->bound_nbytes,
        .lower = t->lower + first_bound,
        .upper = t->upper == NULL ? NULL : t->upper + first_bound,
        .flip = t->flip + pixel * t->flip_step,
    };
    t->kernel->run(t->channels, tile->acc + m * tile->ldacc, &bounds, bits + m * num_words);
  }
}

void bitplane_flip_signs(const struct bitplane_thresholds* t, size_t first_pixel, size_t num_pixels, uint64_t* bits) {
  const size_t num_words = bitplane_row_words(t->channels);
  for (size_t m = 0; m < num_pixels; m++, bits += num_words) {
    const uint64_t* flip = t->flip + (first_pixel + m) * t->flip_step;
    for (size_t k = 0; k < num_words; k++) bits[k] ^= flip[k];
  }
}
