// Firmware whose model came into flash by one of the commands of docs/embedding.md: says where the model lies and what
// arena it needs.
#include <bitplane/bitplane.h>

#include "semihosting.h"

#ifdef MODEL_IS_AN_OBJECT
extern const uint8_t _binary_model_bpm_start[], _binary_model_bpm_end[];
#define MODEL _binary_model_bpm_start
#define MODEL_NBYTES ((size_t)(_binary_model_bpm_end - _binary_model_bpm_start))
#else
extern const unsigned char model_bpm[];
extern const unsigned int model_bpm_len;
#define MODEL model_bpm
#define MODEL_NBYTES model_bpm_len
#endif

#define RAM_START 0x20000000u  // mps2-an386.ld

int main(void) {
  struct bitplane_model model;
  const struct bitplane_options options = {0};
  size_t nbytes = 0;
  enum bitplane_status status = bitplane_model_load(MODEL, MODEL_NBYTES, &model);
  if (status == BITPLANE_OK) status = bitplane_arena_nbytes(&model, &options, &nbytes);
  if (status != BITPLANE_OK) semihosting_write(bitplane_status_text(status));
  semihosting_write((uintptr_t)MODEL < RAM_START ? "a model in flash, " : "a model in RAM, ");
  semihosting_write_count((uint32_t)nbytes, " bytes of arena\n");
  return status == BITPLANE_OK ? 0 : 1;
}
