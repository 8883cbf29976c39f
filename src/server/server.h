// `meso serve`: the network over HTTP, for a browser and for programs. One process, one port.
//
// People sign in (reception.h). The port is this machine's alone all the same: an address that others can
// reach is refused, and a proxy on this machine is the way to them.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace meso::server {

struct ServeOptions {
  std::string network;
  std::string keys;
  std::string listen = "127.0.0.1:8080";  // ADDRESS:PORT; port 0 is any free one
  std::string certificate, private_key;   // PEM files
  std::vector<std::string> hosts;         // host names that we answer to, besides this machine's own
  double requests_a_second = 100;
  int workers = 2;
  bool log = true;
  std::function<void(const std::string& address)> listening;  // told once: "http://127.0.0.1:8080/"
  // Told after that, where there is no administrator yet: the code that makes the first.
  std::function<void(const std::string& code)> first_run;
};

// Returns when it was told to stop (SIGTERM, SIGINT). Errors: kUsage of an address; those of opening the
// network and of listening.
Status serve(const ServeOptions& options);

}  // namespace meso::server
