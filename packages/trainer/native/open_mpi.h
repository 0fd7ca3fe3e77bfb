// Open MPI, opened when a run has several ranks: the library is built without it, and runs without it.
#pragma once

#include <string>
#include <vector>

namespace bitplane {

/**
 * The part of Open MPI that is used here: bytes from rank to rank. Open MPI's handles are addresses of objects in its
 * library, of which these are the ones behind MPI_COMM_WORLD and so on; sums are the caller's, in an order of its own.
 */
struct OpenMpi {
  void* world;
  void* byteType;
  void* errorsReturn;
  void* requestNull;
  int (*initThread)(int*, char***, int, int*);
  int (*initialized)(int*);
  int (*finalized)(int*);
  int (*finalize)();
  int (*abort)(void*, int);
  int (*setErrorHandler)(void*, void*);
  int (*commRank)(void*, int*);
  int (*commSize)(void*, int*);
  int (*processorName)(char*, int*);
  int (*libraryVersion)(char*, int*);
  int (*send)(const void*, int, void*, int, int, void*, void**);
  int (*receive)(void*, int, void*, int, int, void*, void**);
  int (*test)(void**, int*, void*);
  int (*errorString)(int, char*, int*);
};

/**
 * Opens the first library of these names or paths that is there, once in a process. Returns an empty text, or in one
 * line why it could not.
 */
std::string openOpenMpi(OpenMpi& mpi, const std::vector<std::string>& names);

}  // namespace bitplane
