#include "parallel.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace bitplane {
namespace {

/**
 * Waking a sleeping thread takes about as long as a small op. So threads look for what they wait for some 50 us, which
 * bridges the time between two ops of a step, before they sleep.
 */
constexpr int kTurns = 4000;

template <typename Condition>
void waitBriefly(Condition isMet) {
  for (int turn = 0; turn < kTurns && !isMet(); turn++) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
  }
}

/** Threads that wait for a loop and take its indices one by one. They live as long as the process. */
class Pool {
 public:
  explicit Pool(int numHelpers) : numHelpers_(numHelpers) {
    for (int i = 0; i < numHelpers; i++) std::thread([this] { help(); }).detach();
  }

  void run(int64_t count, const std::function<void(int64_t)>& body) {
    // One loop at a time: two workers of Node may execute ops at once.
    const std::lock_guard<std::mutex> turn(turn_);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      body_ = &body;
      count_ = count;
      next_ = 0;
      numBusy_ = numHelpers_;
      loop_++;
    }
    wake_.notify_all();
    takeIndices();
    const auto isDone = [this] { return numBusy_ == 0; };
    waitBriefly(isDone);
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, isDone);
  }

 private:
  void takeIndices() {
    for (int64_t i = next_++; i < count_; i = next_++) (*body_)(i);
  }

  void help() {
    uint64_t seen = 0;
    const auto isWanted = [this, &seen] { return loop_ != seen; };
    for (;;) {
      waitBriefly(isWanted);
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, isWanted);
        seen = loop_;
      }
      takeIndices();
      const std::lock_guard<std::mutex> lock(mutex_);
      if (--numBusy_ == 0) done_.notify_one();
    }
  }

  const int numHelpers_;
  std::mutex turn_, mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int64_t)>* body_ = nullptr;
  std::atomic<int64_t> next_{0};
  int64_t count_ = 0;
  std::atomic<int> numBusy_{0};
  std::atomic<uint64_t> loop_{0};
};

}  // namespace

int numThreads() {
  static const int threads = [] {
    const char* wanted = std::getenv("TF_NUM_INTRAOP_THREADS");
    const int number = wanted == nullptr ? 0 : std::atoi(wanted);
    return number > 0 ? number : static_cast<int>(std::thread::hardware_concurrency());
  }();
  return threads < 1 ? 1 : threads;
}

void parallelFor(int64_t count, const std::function<void(int64_t)>& body) {
  if (count <= 1 || numThreads() == 1) {
    for (int64_t i = 0; i < count; i++) body(i);
    return;
  }
  // Never destroyed: its threads may outlive the end of main.
  static Pool* pool = new Pool(numThreads() - 1);
  pool->run(count, body);
}

}  // namespace bitplane
