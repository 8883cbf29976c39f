// A peer: another engine, in a process of its own, that answers what W asks.
//
// It is spoken to in lines, over its standard input and output: a request is one line, its parts parted by
// tabs; the answer is any number of lines and then "ok", or "no" and the reason. The requests are listed in
// bench/peers/conversation.py. A peer counts its own time, so that starting it and speaking to it cost it
// nothing.

#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace meso::bench {

class Peer {
 public:
  // Starts the program. kNotFound when there is none at `path` that can be run, or when it does not answer.
  static Result<std::unique_ptr<Peer>> start(const std::string& path);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  const std::string& name() const { return name_; }                         // "DuckDB 1.5.6"
  const std::vector<std::string>& queries() const { return query_files_; }  // files to show

  // The lines of the answer. kRefused: it said no, and why. kIo: it is gone.
  Result<std::vector<std::string>> ask(const std::string& request);
  // An answer of one line, "seconds 1.93 1.91": elapsed, and of the processor by all threads.
  struct Time {
    double elapsed = 0;
    double processor = 0;
  };
  Result<Time> time(const std::string& request);

 private:
  Peer() = default;

  pid_t process_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
  std::string name_;
  std::vector<std::string> query_files_;
};

}  // namespace meso::bench
