// Polling: inotify does not see files that other machines put into a network folder.
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64  // else 32-bit systems have no numbers for files of large file systems
#define _DARWIN_C_SOURCE      // st_mtimespec
#include "frame_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fail.h"

#if defined(__APPLE__)
#define st_mtim st_mtimespec
#endif

struct folder_file {
  char* path;
  off_t nbytes;
  struct timespec changed;
  bool is_there, is_settled, is_taken;
};

static int by_path(const void* a, const void* b) {
  return strcmp(((const struct folder_file*)a)->path, ((const struct folder_file*)b)->path);
}

static char* path_in(const char* folder, const char* name) {
  const size_t nbytes = strlen(folder) + strlen(name) + 2;
  char* path = malloc(nbytes);
  if (path == NULL) fail(EXIT_FAILED, "no memory for the name of a file");
  snprintf(path, nbytes, "%s/%s", folder, name);
  return path;
}

static void append(struct frame_folder* folder, const struct folder_file* file) {
  if (folder->num_files == folder->capacity) {
    folder->capacity = folder->capacity == 0 ? 64 : 2 * folder->capacity;
    folder->files = realloc(folder->files, folder->capacity * sizeof *folder->files);
    if (folder->files == NULL) fail(EXIT_FAILED, "no memory for the names of %zu files", folder->capacity);
  }
  folder->files[folder->num_files++] = *file;
}

// num_known: of the files that earlier scans have found, which are sorted.
static void note(struct frame_folder* folder, size_t num_known, const char* name) {
  char* path = path_in(folder->path, name);
  struct stat status;
  const int result = stat(path, &status);
  if (result != 0 && errno != ENOENT && errno != ELOOP) fail(EXIT_FAILED, "%s: %s", path, strerror(errno));
  if (result != 0 || !S_ISREG(status.st_mode)) {  // Removed meanwhile, or not a file.
    free(path);
    return;
  }
  const struct folder_file now = {.path = path, .nbytes = status.st_size, .changed = status.st_mtim, .is_there = true};
  struct folder_file* known =
      num_known == 0 ? NULL : bsearch(&now, folder->files, num_known, sizeof *folder->files, by_path);
  if (known == NULL) {
    append(folder, &now);
    return;
  }
  const bool is_same = known->nbytes == now.nbytes && known->changed.tv_sec == now.changed.tv_sec &&
                       known->changed.tv_nsec == now.changed.tv_nsec;
  known->is_there = true;
  known->is_settled = is_same;
  known->is_taken = known->is_taken && is_same;
  free(path);
}

static void scan(struct frame_folder* folder) {
  DIR* directory = opendir(folder->path);
  if (directory == NULL) fail(EXIT_FAILED, "%s: %s", folder->path, strerror(errno));
  const size_t num_known = folder->num_files;
  for (size_t i = 0; i < num_known; i++) folder->files[i].is_there = false;
  for (;;) {
    errno = 0;
    const struct dirent* entry = readdir(directory);
    if (entry == NULL) break;
    if (entry->d_name[0] != '.') note(folder, num_known, entry->d_name);
  }
  if (errno != 0) fail(EXIT_FAILED, "%s: cannot read the folder: %s", folder->path, strerror(errno));
  closedir(directory);
  size_t num_left = 0;
  for (size_t i = 0; i < folder->num_files; i++) {
    if (folder->files[i].is_there) {
      folder->files[num_left++] = folder->files[i];
    } else {
      free(folder->files[i].path);
    }
  }
  folder->num_files = num_left;
  if (num_left > 0) qsort(folder->files, num_left, sizeof *folder->files, by_path);
}

const char* next_file(struct frame_folder* folder) {
  scan(folder);
  for (size_t i = 0; i < folder->num_files; i++) {
    struct folder_file* file = &folder->files[i];
    if (!file->is_settled || file->is_taken) continue;
    file->is_taken = true;
    return file->path;
  }
  return NULL;
}

void close_folder(struct frame_folder* folder) {
  for (size_t i = 0; i < folder->num_files; i++) free(folder->files[i].path);
  free(folder->files);
}
