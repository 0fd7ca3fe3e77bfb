// Maps a file, so that a model is used where the page cache has it.
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64  // else 32-bit systems have no numbers for files of large file systems
#define _DEFAULT_SOURCE       // mincore
#include "mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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
  return (struct mapped_file){path, bytes, nbytes, bytes};
}

void unmap_file(const struct mapped_file* file) { munmap(file->mapping, file->nbytes); }

#if defined(__linux__)
static bool is_any_page_in_memory(int descriptor, size_t nbytes) {
  const size_t page_nbytes = (size_t)sysconf(_SC_PAGESIZE);
  const size_t num_pages = (nbytes + page_nbytes - 1) / page_nbytes;
  void* bytes = mmap(NULL, nbytes, PROT_READ, MAP_SHARED, descriptor, 0);
  if (bytes == MAP_FAILED) return true;
  unsigned char* pages = calloc(num_pages, 1);
  bool is_any = pages == NULL || mincore(bytes, nbytes, pages) != 0;
  for (size_t i = 0; !is_any && i < num_pages; i++) is_any = (pages[i] & 1) != 0;
  free(pages);
  munmap(bytes, nbytes);
  return is_any;
}

bool evict_file(const char* path) {
  const int descriptor = open(path, O_RDONLY);
  struct stat status;
  if (descriptor < 0) return false;
  // Only what is on the disk can be dropped.
  const bool is_gone = fstat(descriptor, &status) == 0 && status.st_size > 0 && fsync(descriptor) == 0 &&
                       posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0 &&
                       !is_any_page_in_memory(descriptor, (size_t)status.st_size);
  close(descriptor);
  return is_gone;
}
#else
bool evict_file(const char* path) {
  (void)path;
  return false;
}
#endif
