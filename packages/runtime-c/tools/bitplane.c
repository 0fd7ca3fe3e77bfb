// The on-board program: runs, evaluates, verifies and times a model. Results are JSON lines on stdout, errors one line
// on stderr.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "fail.h"

static const char help[] =
    "bitplane COMMAND [OPTIONS]: runs binary convolution networks (.bpm files). Results are JSON lines.\n"
    "\n"
    "  cpu                                           features of this CPU, and those that kernels may use\n"
    "  info   --model F                              layers, kernels, memory\n"
    "  run    --model F (--input RAW | --data RECORDS) [--limit N] [--threads N]\n"
    "                                                class, its name if the file has one, and logits per image\n"
    "  eval   --model F --data RECORDS [--limit N] [--threads N]\n"
    "                                                accuracy on labelled images\n"
    "  verify --model F --golden G [--threads N]     compares each layer's output with golden vectors (.bpv)\n"
    "  bench  --model F [--seconds N | --repeats N] [--rounds N] [--warmup N] [--noise reject|keep] [--input RAW]\n"
    "         [--threads N,N]                        time per image, in total and per layer, a line per number\n"
    "  stream --model F [--data RECORDS] [--image N] [--seconds N] [--threads N]\n"
    "                                                how often image N is classified in that time (10 s)\n"
    "  live   --model F --from (CAMERA | FOLDER) [--interval MS] [--limit N] [--leash SECONDS] [--threads N]\n"
    "                                                class, scores and a preview per picture, until it is ended\n"
    "\n"
    "Threads share the layers of an image that are large enough; in eval each takes whole images. Any number of\n"
    "them gives the same bits. RAW holds images as uint8, rows of pixels. RECORDS holds, per image,\n"
    "a label byte and one plane of bytes per channel, as CIFAR-10's test_batch.bin, with images of the model's size.\n"
    "bench times whole images for 2 s, and images with a clock between the layers as long, in 10 rounds. Images "
    "during\n"
    "which the core was not left alone are dropped; where too few are left, the exit status is 3.\n"
    "live takes the pictures of a camera of Linux, such as /dev/video0, or binary PPM and PGM files as they come into\n"
    "FOLDER, cuts the largest centred part of the input's shape and averages it down; with --leash it ends when stdin\n"
    "ends or brings nothing for that long.\n"
    "BITPLANE_CPU=portable masks all instruction-set extensions; a list such as BITPLANE_CPU=avx2 allows just those.\n";

static const struct {
  const char* name;
  command_fn* run;
} commands[] = {
    {"cpu", command_cpu},       {"info", command_info},   {"run", command_run},       {"eval", command_eval},
    {"verify", command_verify}, {"bench", command_bench}, {"stream", command_stream}, {"live", command_live},
};

int main(int argc, char** argv) {
  if (argc < 2) fail(EXIT_USAGE, "no command: see bitplane --help");
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) return fputs(help, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
  }
  if (strcmp(argv[1], "--version") == 0) return puts("bitplane " BITPLANE_VERSION) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(argv[1], commands[i].name) != 0) continue;
    const int exit_status = commands[i].run(argc - 2, argv + 2);
    if (fflush(stdout) != 0 || ferror(stdout)) fail(EXIT_FAILED, "stdout: cannot write");
    return exit_status;
  }
  fail(EXIT_USAGE, "unknown command '%s': see bitplane --help", argv[1]);
}
