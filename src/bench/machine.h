// What the machine does beside us, and what a piece of work holds in memory.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace meso::bench {

// How many processors other programs kept busy between `begin` and `end`, summed over all such spans. Read
// from the kernel's counters, which step in hundredths of a second: believe it for spans that sum to a second
// or so. Where there are no such counters, nobody else is seen.
class OthersWatch {
 public:
  void begin();
  void end();
  double processors() const;
  // Whether they left fewer than `threads` free.
  bool leave_too_few(int threads) const;

 private:
  double all_ = 0, own_ = 0, elapsed_ = 0;  // seconds
  double all_at_begin_ = 0, own_at_begin_ = 0, elapsed_at_begin_ = 0;
};

// Does the work in a child process and answers what that took: processor seconds of all threads, and the most
// memory held, in bytes. Both are of the work alone, whatever this process has done and held before. What the
// work changes in memory is lost with the child.
struct ChildCost {
  double processor = 0;
  std::uint64_t memory = 0;
};
Result<ChildCost> in_child(const std::function<Status()>& work);

// Numbers that work in a child leaves for its parent. All are 0 at first.
class Told {
 public:
  Told();
  ~Told();
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;
  double& operator[](std::size_t i) { return numbers_[i]; }  // REQUIRES: i < kNumbers

  static constexpr std::size_t kNumbers = 8;

 private:
  double* numbers_;
};

// Bytes of this process that are its own: not those of files that it has mapped.
std::uint64_t own_memory();

// Asks the system to keep nothing of the file in memory, as it can where nobody has it mapped.
void forget_file(const std::string& path);

// "Linux 6.1.0 x86_64", "GCC 12.2.0".
std::string system_name();
std::string compiler_name();
int processor_count();

}  // namespace meso::bench
