// What JavaScript sees of Open MPI: join, post sends and receives, wait for them, leave. Everything is called from
// Node's main thread.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "links.h"
#include "open_mpi.h"
#include "ranks_addon.h"

namespace bitplane {
namespace {

constexpr int kFunneled = 1;

struct Pending {
  void* request;
  int peer;
  bool isReceive;
};

OpenMpi mpi;
/**
 * What is waited for together. In the group of calls there is a receive from every other rank all the time: one that
 * fails says so to all others, whatever they wait for.
 */
enum Group { kCollectives, kReports, kCalls, kNumGroups };
std::vector<Pending> groups[kNumGroups];

napi_value fail(napi_env env, const std::string& message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

/** Throws in JavaScript where an MPI function failed. */
bool succeeded(napi_env env, int code, const char* what) {
  if (code == 0) return true;
  char text[1024] = "";
  int length = 0;
  mpi.errorString(code, text, &length);
  fail(env, std::string(what) + ": " + text);
  return false;
}

std::vector<napi_value> argumentsOf(napi_env env, napi_callback_info info, size_t count) {
  std::vector<napi_value> values(count);
  napi_get_cb_info(env, info, &count, values.data(), nullptr, nullptr);
  return values;
}

int integerOf(napi_env env, napi_value value) {
  int32_t number = 0;
  napi_get_value_int32(env, value, &number);
  return number;
}

struct Bytes {
  void* data;
  int length;
};

Bytes bytesOf(napi_env env, napi_value value) {
  size_t length = 0;
  void* data = nullptr;
  napi_typedarray_type type;
  napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr);
  return {data, static_cast<int>(length)};
}

std::string textOf(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

std::vector<std::string> textsOf(napi_env env, napi_value array) {
  uint32_t count = 0;
  napi_get_array_length(env, array, &count);
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    napi_get_element(env, array, i, &element);
    texts.push_back(textOf(env, element));
  }
  return texts;
}

void setText(napi_env env, napi_value object, const char* name, const char* text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, name, value);
}

void setNumber(napi_env env, napi_value object, const char* name, int number) {
  napi_value value;
  napi_create_int32(env, number, &value);
  napi_set_named_property(env, object, name, value);
}

/**
 * join(names): { rank, size, host, version }; names: see openOpenMpi. Throws an Error that says in one line why it
 * cannot.
 */
napi_value join(napi_env env, napi_callback_info info) {
  const std::string reason = openOpenMpi(mpi, textsOf(env, argumentsOf(env, info, 1)[0]));
  if (!reason.empty()) return fail(env, reason);
  int isInitialized = 0, provided = 0, rank = 0, size = 0, length = 0;
  mpi.initialized(&isInitialized);
  if (!isInitialized && !succeeded(env, mpi.initThread(nullptr, nullptr, kFunneled, &provided), "MPI_Init_thread")) {
    return nullptr;
  }
  mpi.setErrorHandler(mpi.world, mpi.errorsReturn);
  mpi.commRank(mpi.world, &rank);
  mpi.commSize(mpi.world, &size);
  char host[1024] = "", version[1024] = "";
  mpi.processorName(host, &length);
  mpi.libraryVersion(version, &length);
  napi_value place;
  napi_create_object(env, &place);
  setNumber(env, place, "rank", rank);
  setNumber(env, place, "size", size);
  setText(env, place, "host", host);
  setText(env, place, "version", version);
  return place;
}

napi_value post(napi_env env, const std::vector<napi_value>& values, bool isReceive) {
  const int peer = integerOf(env, values[1]), tag = integerOf(env, values[2]);
  const Bytes bytes = bytesOf(env, values[3]);
  void* request = nullptr;
  const int code = isReceive ? mpi.receive(bytes.data, bytes.length, mpi.byteType, peer, tag, mpi.world, &request)
                             : mpi.send(bytes.data, bytes.length, mpi.byteType, peer, tag, mpi.world, &request);
  if (succeeded(env, code, isReceive ? "MPI_Irecv" : "MPI_Isend")) {
    groups[integerOf(env, values[0])].push_back({request, peer, isReceive});
  }
  return nullptr;
}

/** send(group, peer, tag, bytes), receive(group, peer, tag, bytes): the array must stay until the group is done. */
napi_value send(napi_env env, napi_callback_info info) { return post(env, argumentsOf(env, info, 4), false); }

napi_value receive(napi_env env, napi_callback_info info) { return post(env, argumentsOf(env, info, 4), true); }

/** Takes what is done out of a group; false, and an exception in JavaScript, where that failed. */
bool collectDone(napi_env env, std::vector<Pending>& group, std::vector<int>* peers) {
  for (size_t i = 0; i < group.size();) {
    int isDone = 0;
    if (!succeeded(env, mpi.test(&group[i].request, &isDone, nullptr), "MPI_Test")) return false;
    if (!isDone) {
      i++;
      continue;
    }
    if (peers != nullptr && group[i].isReceive) peers->push_back(group[i].peer);
    group.erase(group.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return true;
}

/** Receives, or else sends. */
std::vector<int> peersOf(const std::vector<Pending>& group) {
  std::vector<int> received, sent;
  for (const Pending& each : group) (each.isReceive ? received : sent).push_back(each.peer);
  return received.empty() ? sent : received;
}

void setNumbers(napi_env env, napi_value object, const char* name, const std::vector<int>& numbers) {
  napi_value array, value;
  napi_create_array(env, &array);
  for (size_t i = 0; i < numbers.size(); i++) {
    napi_create_int32(env, numbers[i], &value);
    napi_set_element(env, array, static_cast<uint32_t>(i), value);
  }
  napi_set_named_property(env, object, name, array);
}

/** Gives the processor to others the longer it lasts: ranks may share one. */
void rest(int turn) {
  if (turn < 200) return;
  if (turn < 2000) {
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

/** How often a wait looks at the links: each look is a system call per rank. */
constexpr int kTurnsPerLook = 256;

/**
 * wait(group, milliseconds): { missing, called, ended, unreachable }. missing: the ranks whose messages have not come,
 * or that have not taken ours; empty when everything posted is done. What else happened meanwhile ends the wait:
 * called: the ranks whose calls came; ended, unreachable: those that links.h found lost.
 */
napi_value wait(napi_env env, napi_callback_info info) {
  const auto values = argumentsOf(env, info, 2);
  std::vector<Pending>& group = groups[integerOf(env, values[0])];
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(integerOf(env, values[1]));
  std::vector<int> called;
  Lost lost;
  for (int turn = 0;; turn++) {
    if (!collectDone(env, group, nullptr)) return nullptr;
    if (group.empty()) break;
    if (turn % kTurnsPerLook == kTurnsPerLook - 1) lost = lostLinks();
    // A rank calls before it ends.
    if (&group != &groups[kCalls] && !collectDone(env, groups[kCalls], &called)) return nullptr;
    const bool isAlarming = !called.empty() || !lost.ended.empty() || !lost.unreachable.empty();
    if (isAlarming || std::chrono::steady_clock::now() >= end) break;
    rest(turn);
  }
  napi_value result;
  napi_create_object(env, &result);
  setNumbers(env, result, "missing", peersOf(group));
  setNumbers(env, result, "called", called);
  setNumbers(env, result, "ended", lost.ended);
  setNumbers(env, result, "unreachable", lost.unreachable);
  return result;
}

/** openLinks(): port; acceptLinks(count, milliseconds); connectLink(address, port, rank, milliseconds): boolean. */
napi_value exportOpenLinks(napi_env env, napi_callback_info) {
  napi_value port;
  napi_create_int32(env, openLinks(), &port);
  return port;
}

napi_value exportAcceptLinks(napi_env env, napi_callback_info info) {
  const auto values = argumentsOf(env, info, 2);
  acceptLinks(integerOf(env, values[0]), integerOf(env, values[1]));
  return nullptr;
}

napi_value exportConnectLink(napi_env env, napi_callback_info info) {
  const auto values = argumentsOf(env, info, 4);
  const std::string address = textOf(env, values[0]);
  napi_value isConnected;
  const int port = integerOf(env, values[1]), rank = integerOf(env, values[2]);
  napi_get_boolean(env, connectLink(address, port, rank, integerOf(env, values[3])), &isConnected);
  return isConnected;
}

/** leave(): waits for all ranks, as MPI_Finalize does. */
napi_value leave(napi_env env, napi_callback_info) {
  int isFinalized = 0;
  mpi.finalized(&isFinalized);
  if (!isFinalized) succeeded(env, mpi.finalize(), "MPI_Finalize");
  return nullptr;
}

/** abort(code): ends all ranks now. */
napi_value abort(napi_env env, napi_callback_info info) {
  mpi.abort(mpi.world, integerOf(env, argumentsOf(env, info, 1)[0]));
  return nullptr;
}

}  // namespace

void exportRanks(napi_env env, napi_value exports) {
  const std::pair<const char*, napi_callback> functions[] = {
      {"join", join},
      {"send", send},
      {"receive", receive},
      {"wait", wait},
      {"leave", leave},
      {"abort", abort},
      {"openLinks", exportOpenLinks},
      {"acceptLinks", exportAcceptLinks},
      {"connectLink", exportConnectLink},
  };
  for (const auto& [name, function] : functions) {
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
    napi_set_named_property(env, exports, name, value);
  }
}

}  // namespace bitplane
