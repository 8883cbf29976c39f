#include "base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace meso {

ProgressBar::ProgressBar()
    : terminal_(isatty(STDERR_FILENO) == 1), started_(std::chrono::steady_clock::now()), last_(started_) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(std::string_view step, double done) {
  if (!terminal_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - started_ < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  constexpr int kWidth = 30;
  const int filled = static_cast<int>(std::clamp(done, 0.0, 1.0) * kWidth);
  std::string bar(static_cast<std::size_t>(filled), '#');
  bar.resize(kWidth, '.');
  std::fprintf(stderr, "\r\033[K%s %3d%% %.*s", bar.c_str(),
               static_cast<int>(std::clamp(done, 0.0, 1.0) * 100), static_cast<int>(step.size()),
               step.data());
  std::fflush(stderr);
}

}  // namespace meso
