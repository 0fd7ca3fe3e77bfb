#include "links.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>

namespace bitplane {
namespace {

/** A silent host is lost after 2 + 3·1 seconds. */
constexpr int kIdleSeconds = 2, kProbeSeconds = 1, kProbes = 3;

struct Link {
  int socket;
  int rank;
};

int listener = -1;
std::vector<Link> links;

void watch(int socket) {
  const auto set = [&](int level, int option, int value) { setsockopt(socket, level, option, &value, sizeof value); };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef __APPLE__
  set(IPPROTO_TCP, TCP_KEEPALIVE, kIdleSeconds);
#else
  set(IPPROTO_TCP, TCP_KEEPIDLE, kIdleSeconds);
#endif
  set(IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
  set(IPPROTO_TCP, TCP_KEEPCNT, kProbes);
}

/** No child of this process keeps it open. */
int newSocket() {
  const int result = socket(AF_INET, SOCK_STREAM, 0);
  if (result >= 0) fcntl(result, F_SETFD, FD_CLOEXEC);
  return result;
}

bool isReady(int descriptor, short events, int milliseconds) {
  pollfd entry{descriptor, events, 0};
  return poll(&entry, 1, milliseconds) == 1;
}

}  // namespace

int openLinks() {
  listener = newSocket();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(listener, SOMAXCONN) != 0 || getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return 0;
  }
  return ntohs(address.sin_port);
}

void acceptLinks(int count, int milliseconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (static_cast<int>(links.size()) < count) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !isReady(listener, POLLIN, static_cast<int>(left.count()))) break;
    const int socket = accept(listener, nullptr, nullptr);
    if (socket < 0) continue;
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    int32_t rank = 0;
    // Whoever else connects here is not one of us.
    const bool isOurs = isReady(socket, POLLIN, 1000) && recv(socket, &rank, sizeof rank, 0) == sizeof rank;
    if (isOurs) {
      watch(socket);
      links.push_back({socket, rank});
    } else {
      close(socket);
    }
  }
  close(listener);
}

bool connectLink(const std::string& text, int port, int rank, int milliseconds) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (inet_pton(AF_INET, text.c_str(), &address.sin_addr) != 1) return false;
  const int socket = newSocket();
  if (socket < 0) return false;
  fcntl(socket, F_SETFL, O_NONBLOCK);
  const int code = connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  int failure = code == 0 ? 0 : errno;
  socklen_t length = sizeof failure;
  if (failure == EINPROGRESS && isReady(socket, POLLOUT, milliseconds)) {
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &length);
  }
  const int32_t own = rank;
  if (failure != 0 || send(socket, &own, sizeof own, 0) != sizeof own) {
    close(socket);
    return false;
  }
  watch(socket);
  links.push_back({socket, 0});
  return true;
}

Lost lostLinks() {
  Lost lost;
  for (size_t i = 0; i < links.size();) {
    char byte;
    const ssize_t received = recv(links[i].socket, &byte, 1, MSG_DONTWAIT);
    const int failure = errno;
    if (received > 0 || (received < 0 && (failure == EAGAIN || failure == EWOULDBLOCK || failure == EINTR))) {
      i++;
      continue;
    }
    const bool hasEnded = received == 0 || failure == ECONNRESET;
    (hasEnded ? lost.ended : lost.unreachable).push_back(links[i].rank);
    close(links[i].socket);
    links.erase(links.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return lost;
}

}  // namespace bitplane
