// Maps a file, so that a model is used where the page cache has it.
#define _POSIX_C_SOURCE 200809L
#include "mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"

struct mapped_file map_file(const char* path) {
  const int descriptor = open(path, O_RDONLY);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) != 0) fail(EXIT_FAILED, "%s: %s", path, strerror(errno));
  if (!S_ISREG(status.st_mode)) fail(EXIT_FAILED, "%s: not a regular file", path);
  if (status.st_size == 0) fail(EXIT_FAILED, "%s: the file is empty", path);
  if ((uintmax_t)status.st_size > SIZE_MAX) fail(EXIT_FAILED, "%s: larger than the address space", path);

  const size_t nbytes = (size_t)status.st_size;
  void* bytes = mmap(NULL, nbytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (bytes == MAP_FAILED) fail(EXIT_FAILED, "%s: %s", path, strerror(errno));
  close(descriptor);
  return (struct mapped_file){path, bytes, nbytes};
}
