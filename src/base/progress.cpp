#include "base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace meso {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

ProgressBar::ProgressBar(std::string_view step) : step_(step) {
  if (isatty(STDERR_FILENO) == 1) drawer_ = std::thread([this] { draw_until_done(); });
}

ProgressBar::~ProgressBar() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  changed_.notify_all();
  if (drawer_.joinable()) drawer_.join();
}

void ProgressBar::show(std::string_view step, double done) {
  const std::lock_guard lock(mutex_);
  step_ = step;
  done_ = std::clamp(done, 0.0, 1.0);
}

void ProgressBar::draw_until_done() {
  constexpr int kWidth = 30;
  const auto started = steady_clock::now();
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, milliseconds(1000), [&] { return finished_; })) return;
  do {
    std::string bar(static_cast<std::size_t>(done_ * kWidth), '#');
    bar.resize(kWidth, '.');
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - started).count();
    std::fprintf(stderr, "\r\033[K%s %3d%%  %s, %lld s", bar.c_str(), static_cast<int>(done_ * 100),
                 step_.c_str(), static_cast<long long>(seconds));
    std::fflush(stderr);
  } while (!changed_.wait_for(lock, milliseconds(200), [&] { return finished_; }));
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace meso
