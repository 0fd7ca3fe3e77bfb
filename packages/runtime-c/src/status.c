// The meaning of each status in words.
#include "bitplane/bitplane.h"

const char* bitplane_status_text(enum bitplane_status status) {
  switch (status) {
    case BITPLANE_OK:
      return "no error";
    case BITPLANE_NULL_ARGUMENT:
      return "an argument is NULL";
    case BITPLANE_MISALIGNED:
      return "the memory is not aligned as required";
    case BITPLANE_ARENA_TOO_SMALL:
      return "the arena is smaller than the network needs";
    case BITPLANE_OUT_OF_RANGE:
      return "no such index or number of threads";
    case BITPLANE_BUSY:
      return "the threads are busy with another run";
    case BITPLANE_FOREIGN_FILE:
      return "not a .bpm file";
    case BITPLANE_NEWER_VERSION:
      return "written in a newer version of the format than this program reads (2 and 3): it needs a newer program";
    case BITPLANE_OLDER_VERSION:
      return "written in an older version of the format than this program reads (2 and 3): export the model again";
    case BITPLANE_TRUNCATED:
      return "truncated: fewer bytes than its header says";
    case BITPLANE_TOO_LONG:
      return "more bytes than its header says";
    case BITPLANE_BAD_CHECKSUM:
      return "damaged: the checksum does not match";
    case BITPLANE_BAD_HEADER:
      return "bad header";
    case BITPLANE_BAD_SECTION:
      return "bad section table";
    case BITPLANE_BAD_NAME:
      return "bad name";
    case BITPLANE_BAD_TENSOR:
      return "bad tensor record";
    case BITPLANE_BAD_LAYER:
      return "bad layer record";
    case BITPLANE_BAD_VALUE:
      return "a parameter is out of its range";
    case BITPLANE_UNKNOWN_KIND:
      return "a layer of unknown kind";
    case BITPLANE_KIND_LEFT_OUT:
      return "a layer of a kind that this library was built without";
    case BITPLANE_TOO_LARGE:
      return "larger than this program can run";
    case BITPLANE_BIG_ENDIAN_HOST:
      return "big-endian machines are not supported";
    case BITPLANE_NO_THREAD:
      return "no more threads";
  }
  return "unknown status";
}
