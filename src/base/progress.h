// A progress bar for work over a second: on a terminal only, on standard error, gone when the work is done.

#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace meso {

class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();  // clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` from 0 to 1. Draws nothing in the first second and at most ten times a second after it. Thread
  // safe.
  void show(std::string_view step, double done);

 private:
  std::mutex mutex_;
  bool terminal_ = false;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace meso
