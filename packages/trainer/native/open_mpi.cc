#include "open_mpi.h"

#include <dlfcn.h>

namespace bitplane {
namespace {

/** Open MPI's own plugins find the library's symbols only when these are global. */
void* openFirst(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (void* library = dlopen(name.c_str(), RTLD_NOW | RTLD_GLOBAL)) return library;
  }
  return nullptr;
}

}  // namespace

std::string openOpenMpi(OpenMpi& mpi, const std::vector<std::string>& names) {
  static void* const library = openFirst(names);
  if (library == nullptr) return "its library libmpi is not there";
  std::string missing;
  const auto find = [&](const char* name, auto& target) {
    target = reinterpret_cast<std::decay_t<decltype(target)>>(dlsym(library, name));
    if (target == nullptr && missing.empty()) missing = name;
  };
  find("ompi_mpi_comm_world", mpi.world);
  find("ompi_mpi_byte", mpi.byteType);
  find("ompi_mpi_errors_return", mpi.errorsReturn);
  find("ompi_request_null", mpi.requestNull);
  find("MPI_Init_thread", mpi.initThread);
  find("MPI_Initialized", mpi.initialized);
  find("MPI_Finalized", mpi.finalized);
  find("MPI_Finalize", mpi.finalize);
  find("MPI_Abort", mpi.abort);
  find("MPI_Comm_set_errhandler", mpi.setErrorHandler);
  find("MPI_Comm_rank", mpi.commRank);
  find("MPI_Comm_size", mpi.commSize);
  find("MPI_Get_processor_name", mpi.processorName);
  find("MPI_Get_library_version", mpi.libraryVersion);
  find("MPI_Isend", mpi.send);
  find("MPI_Irecv", mpi.receive);
  find("MPI_Test", mpi.test);
  find("MPI_Error_string", mpi.errorString);
  return missing.empty() ? "" : "the libmpi that was found is not Open MPI's: it has no " + missing;
}

}  // namespace bitplane
