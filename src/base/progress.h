// A progress bar for work over a second: on a terminal only, on standard error, gone when the work is done.
//
// It draws itself five times a second from the second second on, so that it moves even while the work has
// nothing new to say.

#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace meso {

class ProgressBar {
 public:
  explicit ProgressBar(std::string_view step);
  ~ProgressBar();  // clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` from 0 to 1. Thread safe.
  void show(std::string_view step, double done);

 private:
  void draw_until_done();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string step_;
  double done_ = 0;
  bool finished_ = false;
  std::thread drawer_;  // not running where standard error is no terminal
};

}  // namespace meso
