// bitplane live: what a camera sees, or what comes into a folder, picture by picture.
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64  // else 32-bit systems have no numbers for files of large file systems
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arguments.h"
#include "camera.h"
#include "class_names.h"
#include "clock.h"
#include "commands.h"
#include "elements.h"
#include "fail.h"
#include "frame_folder.h"
#include "json.h"
#include "leash.h"
#include "loaded_network.h"
#include "logits.h"
#include "netpbm.h"
#include "workers.h"

enum { DEFAULT_INTERVAL_MS = 100, MAX_INTERVAL_MS = 60000, MAX_LEASH_SECONDS = 3600, PREVIEW_SIDE = 96 };

struct live {
  struct loaded_network loaded;
  struct class_names names;
  struct bitplane_tensor input;
  uint8_t* image;    // as the network takes it
  uint8_t* preview;  // PREVIEW_SIDE x PREVIEW_SIDE, RGB
  uint32_t num_shown;
};

static void print_base64(const uint8_t* bytes, size_t nbytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i + 2 < nbytes; i += 3) {
    const uint32_t word = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) putchar(digits[word >> shift & 63]);
  }
}

static void print_head(const struct live* live, const char* path) {
  fputs("{\"schema\":\"bitplane-live/1\",\"from\":", stdout);
  print_json_string(path);
  printf(",\"input\":[%lu,%lu,%lu]", (unsigned long)live->input.height, (unsigned long)live->input.width,
         (unsigned long)live->input.channels);
  puts("}");
}

// file: NULL for a picture of a camera.
static void print_frame(struct live* live, const struct frame* frame, const char* file) {
  resize_frame(frame, live->input.width, live->input.height, live->input.channels, live->image);
  resize_frame(frame, PREVIEW_SIDE, PREVIEW_SIDE, 3, live->preview);
  const uint64_t start = now_ns();
  const struct bitplane_tensor logits = run_image(&live->loaded, live->image, NULL);
  const uint64_t ns = now_ns() - start;
  const size_t best = class_of(&logits);
  printf("{\"frame\":%" PRIu32 ",\"ns\":%" PRIu64 ",\"class\":%zu,\"file\":", live->num_shown, ns, best);
  if (file == NULL) {
    fputs("null", stdout);
  } else {
    print_json_string(file);
  }
  printf(",\"size\":[%zu,%zu],\"scores\":[", frame->width, frame->height);
  for (size_t k = 0; k < num_elements(&logits); k++) {
    fputs(k > 0 ? ",{\"name\":" : "{\"name\":", stdout);
    const char* name = class_name(&live->names, k);
    if (name == NULL) {
      fputs("null", stdout);
    } else {
      print_json_string(name);
    }
    fputs(",\"score\":", stdout);
    print_json_number(element_at(&logits, k));
    putchar('}');
  }
  printf("],\"preview\":{\"side\":%d,\"rgb\":\"", PREVIEW_SIDE);
  print_base64(live->preview, (size_t)PREVIEW_SIDE * PREVIEW_SIDE * 3);
  puts("\"}}");
  live->num_shown++;
}

static void flush_line(void) {
  if (fflush(stdout) != 0) fail(EXIT_FAILED, "stdout: cannot write");
}

static void show_file(struct live* live, const char* path) {
  struct frame frame;
  const char* problem = read_netpbm(path, &frame);
  if (problem == NULL) {
    print_frame(live, &frame, path);
    free(frame.pixels);
    return;
  }
  fputs("{\"skipped\":", stdout);
  print_json_string(path);
  fputs(",\"reason\":", stdout);
  print_json_string(problem);
  puts("}");
}

static void watch_folder(struct live* live, const char* path, uint32_t interval_ms, uint32_t max) {
  struct frame_folder folder = {.path = path};
  while (live->num_shown < max) {
    const char* file = next_file(&folder);
    if (file != NULL) {
      show_file(live, file);
      flush_line();
    }
    if (live->num_shown < max && wait_on_leash(interval_ms)) break;
  }
  close_folder(&folder);
}

static void watch_camera(struct live* live, struct camera* camera, uint32_t interval_ms, uint32_t max) {
  while (live->num_shown < max) {
    print_frame(live, take_picture(camera), NULL);
    flush_line();
    if (wait_on_leash(interval_ms)) break;
  }
  close_camera(camera);
}

static uint8_t* allocate(size_t nbytes) {
  uint8_t* bytes = malloc(nbytes);
  if (bytes == NULL) fail(EXIT_FAILED, "no memory for an image of %zu bytes", nbytes);
  return bytes;
}

int command_live(int argc, char** argv) {
  const char *model_path = NULL, *from = NULL, *interval = NULL, *limit = NULL, *leash = NULL, *threads = NULL;
  const struct option options[] = {
      {"--model", &model_path}, {"--from", &from}, {"--interval", &interval}, {"--limit", &limit}, {"--leash", &leash},
      {"--threads", &threads},  {NULL, NULL}};
  read_options(argc, argv, options);
  const uint32_t interval_ms = read_number("--interval", interval, 1, DEFAULT_INTERVAL_MS);
  if (interval_ms > MAX_INTERVAL_MS) {
    fail(EXIT_USAGE, "option --interval: expected at most %d, got '%s'", MAX_INTERVAL_MS, interval);
  }
  const uint32_t leash_seconds = read_number("--leash", leash, 1, 0);
  if (leash_seconds > MAX_LEASH_SECONDS) {
    fail(EXIT_USAGE, "option --leash: expected at most %d, got '%s'", MAX_LEASH_SECONDS, leash);
  }
  const uint32_t max = read_number("--limit", limit, 1, UINT32_MAX);
  require_option("--model", model_path);
  require_option("--from", from);
  struct stat status;
  if (stat(from, &status) != 0) {
    fail(EXIT_FAILED, "%s: expected a camera, such as /dev/video0, or a folder: %s", from, strerror(errno));
  }
  if (!S_ISDIR(status.st_mode) && !S_ISCHR(status.st_mode)) {
    fail(EXIT_FAILED, "%s: expected a camera, such as /dev/video0, or a folder, got a file", from);
  }

  const struct loading loading = {.num_threads = read_num_threads(threads)};
  struct live live = {.loaded = load_network(model_path, &loading)};
  require_logits(model_path, &live.loaded.model);
  live.names = read_class_names(model_path, &live.loaded.model);
  bitplane_model_input(&live.loaded.model, &live.input);
  if (live.input.channels != 1 && live.input.channels != 3) {
    fail(EXIT_FAILED, "%s: expected a network for pictures of 1 or 3 channels, got one for %lu", model_path,
         (unsigned long)live.input.channels);
  }
  live.image = allocate(live.input.nbytes);
  live.preview = allocate((size_t)PREVIEW_SIDE * PREVIEW_SIDE * 3);
  struct camera* camera = S_ISDIR(status.st_mode) ? NULL : open_camera(from);
  print_head(&live, from);
  flush_line();
  start_leash(leash_seconds);
  if (camera == NULL) {
    watch_folder(&live, from, interval_ms, max);
  } else {
    watch_camera(&live, camera, interval_ms, max);
  }
  free(live.image);
  free(live.preview);
  unload_network(&live.loaded);
  return EXIT_SUCCESS;
}
