// A peer: another engine, in a process of its own, that answers what W asks.
//
// It is spoken to in lines, over its standard input and output: a request is one line, its parts parted by
// tabs; the answer is any number of lines and then "ok", or "no" and the reason. The requests are listed in
// bench/peers/conversation.py. A peer counts its own time, so that starting it and speaking to it cost it
// nothing.
//
// A peer that has not answered within its time limit is ended. The limit is no measure of it: it is there so
// that a peer that hangs does not hang the bench.

#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace meso::bench {

// For one answer. The longest known to us, SQLite reading the events and making its index, is some minutes.
inline constexpr std::chrono::milliseconds kPeerLimit = std::chrono::minutes(30);

class Peer {
 public:
  // Starts the program. kNotFound when there is none at `path` that can be run.
  static Result<std::unique_ptr<Peer>> start(const std::string& path,
                                             std::chrono::milliseconds limit = kPeerLimit);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  const std::string& name() const { return name_; }                         // "DuckDB 1.5.6"
  const std::vector<std::string>& queries() const { return query_files_; }  // files to show

  // The lines of the answer. kRefused: it said no, and why. kIo: it is gone, or did not answer in time and
  // was ended: so will be told whatever else it is asked.
  Result<std::vector<std::string>> ask(const std::string& request);
  // An answer of one line, "seconds 1.93 1.91": elapsed, and of the processor by all threads.
  struct Time {
    double elapsed = 0;
    double processor = 0;
  };
  Result<Time> time(const std::string& request);

 private:
  explicit Peer(std::chrono::milliseconds limit) : limit_(limit) {}
  // The next line of the answer.
  Result<std::string> line(std::chrono::steady_clock::time_point until);
  // `why` is from now on the answer to everything.
  Error end(const std::string& why);

  std::chrono::milliseconds limit_;
  std::optional<Error> ended_;
  pid_t process_ = -1;
  FILE* to_ = nullptr;
  int from_ = -1;
  std::string read_;  // of its output, not yet asked for
  std::string name_;
  std::vector<std::string> query_files_;
};

}  // namespace meso::bench
