// A TCP connection between the first rank and each other one. Nothing is sent through it: the system says when its
// other end is gone, which Open MPI's messages do not.
#pragma once

#include <string>
#include <vector>

namespace bitplane {

struct Lost {
  /** Ranks whose process has ended. */
  std::vector<int> ended;
  /** Ranks whose host has not answered for some seconds. */
  std::vector<int> unreachable;
};

/** On the first rank: the port that the others connect to; 0 where the system gives none. */
int openLinks();

/** On the first rank: waits until `count` others have connected, at most this long. */
void acceptLinks(int count, int milliseconds);

/** On another rank: true when it has connected to this IPv4 address within this time. */
bool connectLink(const std::string& address, int port, int rank, int milliseconds);

/** What has been lost since the last call; each rank is named once. */
Lost lostLinks();

}  // namespace bitplane
