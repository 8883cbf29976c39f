#include "bench/machine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <new>
#include <thread>

namespace meso::bench {
namespace {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double own_processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. All but the waiting.
double all_processor_seconds() {
  std::ifstream in("/proc/stat");
  std::string name;
  std::array<std::uint64_t, 8> steps{};
  in >> name;
  for (std::uint64_t& step : steps) in >> step;
  if (!in) return 0;
  const std::uint64_t busy = steps[0] + steps[1] + steps[2] + steps[5] + steps[6] + steps[7];
  return static_cast<double>(busy) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

void OthersWatch::begin() {
  all_at_begin_ = all_processor_seconds();
  own_at_begin_ = own_processor_seconds();
  elapsed_at_begin_ = steady_seconds();
}

void OthersWatch::end() {
  elapsed_ += steady_seconds() - elapsed_at_begin_;
  own_ += own_processor_seconds() - own_at_begin_;
  all_ += all_processor_seconds() - all_at_begin_;
}

double OthersWatch::processors() const {
  return elapsed_ > 0 ? std::max(0.0, (all_ - own_) / elapsed_) : 0;
}

bool OthersWatch::leave_too_few(int threads) const {
  constexpr double kUnnoticed = 0.1;  // so much of a processor may others take before we call it taken
  return processors() > processor_count() - threads + kUnnoticed;
}

Result<ChildCost> in_child(const std::function<Status()>& work) {
  const Error failed{ErrorKind::kIo, "a child process could not be run", {}, ""};
  int said[2];
  if (pipe2(said, O_CLOEXEC) != 0) return failed;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) {
    close(said[0]);
    close(said[1]);
    return failed;
  }
  if (child == 0) {
    close(said[0]);
    std::string message;
    try {
      if (const Status status = work(); !status.ok()) message = status.error().text();
    } catch (const std::exception& error) {
      message = error.what();
    }
    const bool told = write(said[1], message.data(), message.size()) >= 0;
    _exit(message.empty() && told ? 0 : 1);
  }
  close(said[1]);
  std::string message;
  std::array<char, 512> part;
  for (ssize_t got = 0; (got = read(said[0], part.data(), part.size())) > 0;) {
    message.append(part.data(), static_cast<std::size_t>(got));
  }
  close(said[0]);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return failed;
  if (!message.empty()) return Error{ErrorKind::kIo, message, {}, ""};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed;
  return ChildCost{.processor = seconds(usage.ru_utime) + seconds(usage.ru_stime),
                   .memory = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

Told::Told()
    : numbers_(static_cast<double*>(mmap(nullptr, kNumbers * sizeof(double), PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
  if (numbers_ == MAP_FAILED) throw std::bad_alloc();
}

Told::~Told() {
  munmap(numbers_, kNumbers * sizeof(double));
}

std::uint64_t own_memory() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("RssAnon:")) return std::strtoull(line.c_str() + 8, nullptr, 10) * 1024;
  }
  return 0;
}

void forget_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  fdatasync(file);
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  close(file);
}

std::string system_name() {
  utsname name{};
  if (uname(&name) != 0) return "an unknown system";
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

std::string compiler_name() {
#if defined(__clang__)
  return fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

int processor_count() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace meso::bench
